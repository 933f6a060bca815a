using System.Text.Json.Nodes;
using DataSharing.Functions.Http;
using SharedBodies = DataSharing.Tests.Kit.Bodies;

namespace DataSharing.Functions.Tests.Fuzz;

/// <summary>A case and what belongs to it, as it stands before anything is tried on it: where addresses and references lead.</summary>
/// <param name="Values">Ids and the like by the name of the parameter, or of the member of a body, that takes them; where an operation
/// needs another one, by its id, a dot and the name.</param>
/// <param name="Bodies">Right bodies of operations whose example in the document is about something that is not in this world.</param>
internal sealed record FuzzWorld(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, JsonNode> Bodies)
{
    private const string Holder = "advocate-worker", Manager = "coord-manager", Recipient = "reg-shelter", Other = "reg-midwife";

    private static int Number;

    /// <summary>The value that an operation takes under that name.</summary>
    public string? this[string operation, string name] => Values.GetValueOrDefault($"{operation}.{name}") ?? Values.GetValueOrDefault(name);

    public static async Task<FuzzWorld> OpenAsync(TestApp app)
    {
        DateTimeOffset now = app.Time.GetUtcNow();
        ApiClient worker = app.As(Holder);
        string caseId = (await worker.PostAsync("cases", SharedBodies.Facts(now))).Must(201)["case"], at = $"cases/{caseId}/";
        (await worker.PutAsync(at + "record", SharedBodies.Record, ifNoneMatch: "*")).Must(201);
        (await worker.PutAsync(at + "participants", SampleBodies.Participants(), ifMatch: "*")).Must(200);
        JsonNode consent = SharedBodies.Consent(now.AddMinutes(-10));
        string consentId = (await worker.PostAsync(at + "consents", consent)).Must(201)["id"];
        Answer link = (await worker.PostAsync(at + "withdrawal-links", new { delivery = "inPerson", word = "tangerine" })).Must(201);
        object content = Node(new
        {
            recipient = Recipient,
            pathway = "shelter-referral",
            letter = new { text = "She needs a quiet room.", language = "en" },
        });
        string digest = (await worker.PostAsync(at + "content-preview", content)).Must(200)["digest"];
        JsonNode approval = Node(new { content, digest, readBy = Holder, readIn = "uk", readAt = now });
        string approvalId = (await worker.PostAsync(at + "content-approvals", approval)).Must(201)["id"];
        string ready = await app.SubmitAsync(Holder, TestSharing.Send(caseId)), held = await app.SubmitAsync(Holder, Override(caseId));
        await app.StatusAsync(Holder, ready, "ready");
        await app.StatusAsync(Holder, held, "held");
        string code = (await worker.PostAsync(at + "hand-over-codes", new { recipient = Recipient })).Must(201)["code"];
        JsonNode agency = Registration($"fuzz-world-{Interlocked.Increment(ref Number)}", now);
        string change = (await app.PostAsync(Manager, "registrations", agency)).Must(202)["id"];
        string entry = (string)(await app.GetAsync("advocate-dpo", $"access-log?case={caseId}")).Must(200).Json["entries"]![0]!["id"]!;
        return new FuzzWorld(
            new Dictionary<string, string>
            {
                ["caseId"] = caseId,
                ["case"] = caseId,
                ["consentId"] = consentId,
                ["consent"] = consentId,
                ["linkId"] = link["linkId"],
                ["approvalId"] = approvalId,
                ["approvedContent"] = approvalId,
                ["digest"] = digest,
                ["requestId"] = ready,
                ["ReviewSharingRequest.requestId"] = held,
                ["CancelSharingRequest.requestId"] = held,
                ["reference"] = code,
                ["holder"] = "reg-advocate",
                ["changeId"] = change,
                ["entryId"] = entry,
                ["registrationId"] = Other,
                ["personId"] = "midwife-worker",
                ["agreementId"] = "agr-advocate-midwife",
                ["pathway"] = "shelter-referral",
                ["recipient"] = Recipient,
                ["purpose"] = "HOUSE",
                ["slug"] = "not-found",
            },
            new Dictionary<string, JsonNode>
            {
                ["RecordConsent"] = consent,
                ["ReconfirmConsent"] = Node(new { evidence = consent["evidence"], givenAt = now }),
                ["RecordContentApproval"] = approval,
                ["RevokeConsent"] = Node(new { by = "court", reason = "consent.scope", scope = "scope-1" }),
                ["ProposeRegistrationUpdate"] = Registration(Other, now, "body-midwife", "DOC-M", "app-midwife"),
                ["ProposeAgreementUpdate"] = Agreement("agr-advocate-midwife", now),
            });
    }

    private static object Override(string caseId) => new
    {
        direction = "send",
        @case = caseId,
        recipient = "reg-police-at",
        pathway = "danger-response",
        @override = new
        {
            ground = "danger",
            consentNotSought = "askingCreatesDanger",
            policyReference = "policy-7",
            priorNoticeReference = "notice-3",
        },
    };

    private static JsonNode Registration(string id, DateTimeOffset now, string body = "body-fuzz", string actor = "SHELT", string? app = null) =>
        Node(new
        {
            id,
            agencyId = body,
            actorCode = actor,
            displayName = "Nobody's agency",
            country = "XN",
            identityVerified = true,
            verifiedUntil = now.AddYears(1),
            accreditedUntil = now.AddYears(1),
            confidentialityPolicyVersion = "2026-1",
            confidentialityPolicyReviewBy = now.AddYears(1),
            bindings = new[] { new { tenantId = "norvane-directory", appId = app ?? "app-" + id } },
        });

    private static JsonNode Agreement(string id, DateTimeOffset now) => Node(new
    {
        id,
        partyA = "reg-advocate",
        partyB = Other,
        lines = new[] { new { pathway = "maternity-referral", sender = "reg-advocate" } },
        purposes = new[] { "SEXH" },
        roles = "Each party is controller.",
        means = "This system.",
        dataProtectionClause = "The law.",
        consentProcedure = "Written.",
        validFrom = now.AddDays(-1),
        validUntil = now.AddDays(100),
        reviewBy = now.AddDays(100),
        signedByA = now.AddDays(-1),
        signedByB = now.AddDays(-1),
    });

    private static JsonNode Node(object body) => System.Text.Json.JsonSerializer.SerializeToNode(body, JsonBody.Options)!;
}
