using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Tests.Cases;

/// <summary>
/// A person of the holder whom the case itself names as barred or in conflict: to her there is no such case.
/// </summary>
[Collection(CaseCollection.Name)]
public sealed class BarredStaffTests(RunningApp running) : CaseTestBase(running)
{
    private const string Named = "advocate-worker-2";

    [Theory]
    [InlineData("barredBodies")]
    [InlineData("conflicts")]
    public async Task Named_WhenOfTheHolder_NeitherReadsNorWritesNorSends(string member)
    {
        string id = await OpenAsync(With(Adult(), member, $"[\"reg-advocate/{Named}\"]"));
        (await Worker.PutAsync($"cases/{id}/record", SampleBodies.Record(), ifNoneMatch: "*")).Must(201);
        string consent = (await Worker.PostAsync($"cases/{id}/consents", SampleBodies.Consent(Now.AddMinutes(-5))))
            .Must(201).Element.GetProperty("id").GetString()!;
        string request = (await Worker.PostAsync("sharing-requests", TestSharing.Send(id))).Must(202).Element.GetProperty("id")
            .GetString()!;
        string facts = (await Worker.GetAsync($"cases/{id}")).ETag!;
        ApiClient named = As(Named);

        foreach (Func<Task<Answer>> call in new Func<Task<Answer>>[]
        {
            () => named.GetAsync($"cases/{id}"),
            () => named.GetAsync($"cases/{id}/record"),
            () => named.GetAsync($"cases/{id}/consents"),
            () => named.GetAsync($"cases/{id}/withdrawal-links"),
            () => named.GetAsync($"sharing-requests/{request}"),
            () => named.PutAsync($"cases/{id}/facts", Adult(), facts),
            () => named.PutAsync($"cases/{id}/record", SampleBodies.Record(), "\"1\""),
            () => named.PutAsync($"cases/{id}/participants", SampleBodies.Participants(), "\"1\""),
            () => named.PostAsync($"cases/{id}/consents", SampleBodies.Consent(Now.AddMinutes(-5))),
            () => named.PostAsync(
                $"cases/{id}/consents/{consent}/revocation", SampleBodies.Parse("""{"by":"court","reason":"risk.raised"}""")),
            () => named.PostAsync($"cases/{id}/consents/{consent}/withdrawal", new { channel = "inPerson" }),
            () => named.PostAsync($"cases/{id}/withdrawal", new { channel = "inPerson" }),
            () => named.PostAsync($"cases/{id}/withdrawal-links", new { delivery = "inPerson", language = "en" }),
            () => named.PostAsync($"cases/{id}/hand-over-codes", new { recipient = SampleBodies.Shelter }),
            () => named.PostAsync($"cases/{id}/closing"),
            () => named.PostAsync($"sharing-requests/{request}/cancellation"),
            () => named.PostAsync("sharing-requests", TestSharing.Send(id)),
            () => named.PostAsync("decisions", TestSharing.Send(id)),
        })
        {
            Answer refused = await call();
            Assert.True(refused.Problem == "not-found", $"{refused.Status} {refused.Text}");
        }

        JsonElement listed = (await named.GetAsync("sharing-requests")).Must(200).Element.GetProperty("items");
        Assert.DoesNotContain(listed.EnumerateArray(), item => item.GetProperty("id").GetString() == request);
        Assert.Empty((await App.Get<CaseLedger>().ReadHeadAsync(id))!.Value.Stops);
        (await Worker.GetAsync($"cases/{id}/record")).Must(200);
    }

    [Fact]
    public async Task ChangeFacts_WhenTheWriterNamesHerself_IsHerLastAct()
    {
        string id = await OpenAsync(Adult());
        Answer read = (await As(Named).GetAsync($"cases/{id}")).Must(200);

        (await As(Named).PutAsync($"cases/{id}/facts", With(Adult(), "conflicts", $"[\"reg-advocate/{Named}\"]"), read.ETag)).Must(200);

        (await As(Named).GetAsync($"cases/{id}")).Must(404);
        (await Worker.GetAsync($"cases/{id}")).Must(200);
    }

    [Fact]
    public async Task Named_WhenUnderAnotherRegistrationOfTheAgency_IsNamedUnderEach()
    {
        var person = new Person
        {
            Id = "policefl-same-human",
            RegistrationId = "reg-police-frontline",
            Roles = ["Sharing.Submit"],
            VettedUntil = Now.AddYears(1),
        };
        Assert.True(
            (await App.Get<RegistryWriter>().WriteAsync(
                RegistryWrite.Create(new PersonDocument(person, "policeat-worker")), default))!.IsCommitted);
        JsonObject facts = With(Adult(), "conflicts", "[\"reg-police-frontline/policefl-same-human\"]");
        string id = (await As("policeat-worker-2").PostAsync("cases", facts)).Must(201).Element.GetProperty("case").GetString()!;

        (await As("policeat-worker").GetAsync($"cases/{id}")).Must(404);
        (await As("policeat-worker-2").GetAsync($"cases/{id}")).Must(200);
        CaseFacts subject = (await App.Get<CaseLedger>().LoadAsync(id))!.Facts;
        CaseFacts seen = await App.Get<NamedPersons>().AsAsync(subject, "reg-police-at", "policeat-worker", default);
        Assert.Contains("reg-police-at/policeat-worker", seen.Conflicts);
    }

    [Fact]
    public async Task Review_WhenTheReviewerIsNamed_IsNeitherListedNorTaken()
    {
        string caseId = await App.OpenCaseAsync(facts: facts => facts with { Conflicts = ["reg-advocate/advocate-reviewer"] });
        string open = await App.OpenCaseAsync();
        (string hidden, string shown) = (await HeldAsync(caseId), await HeldAsync(open));

        string[] listed = [.. (await As("advocate-reviewer").GetAsync("reviews?limit=100")).Must(200).Element.GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("request").GetProperty("id").GetString()!)];

        Assert.Contains(shown, listed);
        Assert.DoesNotContain(hidden, listed);
        (await As("advocate-reviewer").PostAsync(
            $"sharing-requests/{hidden}/review", new { action = "refuse", evidence = "note-1" })).Must(404);
        (await As("advocate-reviewer").GetAsync($"sharing-requests/{hidden}")).Must(404);
    }

    private async Task<string> HeldAsync(string caseId)
    {
        string id = "req-" + Guid.NewGuid().ToString("N");
        var document = new RequestLife
        {
            Request = new SharingRequest
            {
                Id = id,
                Sender = "reg-advocate",
                Recipient = "reg-shelter",
                Submitted = new Approval("reg-advocate", "advocate-worker", Now),
                Pathway = "shelter-referral",
            },
            BodyDigest = "-",
            SubmittedAt = Now,
            CaseId = caseId,
            State = RequestState.Held,
            HeldUntil = Now.AddDays(1),
        };
        await App.Get<RequestStore>().CreateAsync(document);
        await App.Get<ReviewQueue>().AddAsync(document);
        return id;
    }

    private static JsonObject Adult() => SampleBodies.Parse("""{"age":{"status":"adult"}}""");
}
