using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Agreements;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Tests.Registry;

public sealed class RegistryApiTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Manager =
        "coord-manager", Second = "coord-manager-2", Registrations = "/api/v1/registrations", Agreements = "/api/v1/agreements";
    private static int Keys;

    private TestApp App => running.App;

    private DateTimeOffset Now => App.Time.GetUtcNow();

    [Fact]
    public async Task Propose_WhenANewAgencyIsApprovedByASecondPerson_ItExists()
    {
        Answer proposed = await Propose(New("reg-new-1"));
        Assert.Equal((202, "proposed"), (proposed.Status, proposed["status"]));
        (await CallAsync(Manager, "GET", Registrations + "/reg-new-1")).MustBe(ProblemType.NotFound);
        (await CallAsync(Manager, "POST", proposed.Location + "/approval")).MustBe(ProblemType.SamePerson);
        Answer approved = await CallAsync(Second, "POST", proposed.Location + "/approval");
        Assert.Equal((200, "applied"), (approved.Status, approved["status"]));
        Answer read = await CallAsync(Manager, "GET", Registrations + "/reg-new-1");
        Assert.Equal((200, "SHELT"), (read.Status, read["actorCode"]));
        Assert.NotNull(read.ETag);
        Assert.Equal(200, (await CallAsync(Second, "POST", proposed.Location + "/approval")).Status);
    }

    [Fact]
    public async Task Propose_WhenTheAgencyHasPersons_TheSecondIsOfThatAgency()
    {
        Answer read = await CallAsync(Manager, "GET", Registrations + "/reg-midwife");
        JsonObject body = Input(read);
        body["displayName"] = "Fern and Moss Midwifery";
        Answer proposed = await CallAsync(Manager, "PUT", Registrations + "/reg-midwife", body.ToJsonString(), ifMatch: read.ETag);
        Assert.Equal(202, proposed.Status);
        (await CallAsync(Second, "POST", proposed.Location + "/approval")).MustBe(ProblemType.WrongAgency);
        (await CallAsync("clinic-dpo", "POST", proposed.Location + "/approval")).MustBe(ProblemType.NotFound);
        Assert.Equal(200, (await CallAsync("midwife-reviewer", "POST", proposed.Location + "/approval")).Status);
        Assert.Equal("Fern and Moss Midwifery", (await CallAsync(Manager, "GET", Registrations + "/reg-midwife"))["displayName"]);
        (await CallAsync(Manager, "PUT", Registrations + "/reg-midwife", body, ifMatch: read.ETag)).MustBe(ProblemType.StaleIfMatch);
        (await CallAsync(Manager, "PUT", Registrations + "/reg-midwife", body)).MustBe(ProblemType.MissingIfMatch);
    }

    [Fact]
    public async Task Change_WhenApplied_IsInTheAgencysLogForItsDataProtectionOfficer()
    {
        Answer proposed = await CallAsync(
            Manager, "POST", Registrations + "/reg-union/persons", new PersonInput { Id = "union-new" }, Key());
        await CallAsync("union-dpo", "POST", proposed.Location + "/approval");
        IReadOnlyList<LogEntry> entries = await App.Get<AgencyLog>().ReadAsync("reg-union");
        string change = proposed["id"];
        Assert.Equal(
            ["personCreation.proposed", "personCreation.applied"],
            entries.Where(entry => entry.Cause == change).Select(entry => entry.Outcome));
        Assert.Equal(["coord-manager", "union-dpo"], entries.Where(entry => entry.Cause == change).Select(entry => entry.Actor.Person));
    }

    [Fact]
    public async Task Suspend_WhenOnePersonDoes_ActsOnTheAgencysNextRequestAndMovesItsEpoch()
    {
        Assert.Equal(200, (await CallAsync("employer-dpo", "GET", "/api/v1/registry-changes")).Status);
        long before = (await RegisteredAsync("reg-employer")).Epoch;
        Answer suspended = await CallAsync(Manager, "POST", Registrations + "/reg-employer/suspension");
        Assert.Equal((200, "suspended"), (suspended.Status, suspended["status"]));
        (await CallAsync("employer-dpo", "GET", "/api/v1/registry-changes")).MustBe(ProblemType.UnknownCaller);
        Registration after = await RegisteredAsync("reg-employer");
        Assert.False(after.StandsAt(Now));
        Assert.Equal(before + 1, after.Epoch);
        Assert.Equal(suspended.ETag, (await CallAsync(Manager, "POST", Registrations + "/reg-employer/suspension")).ETag);
    }

    [Fact]
    public async Task Approve_WhenTheAgencyWasSuspendedSince_DoesNotUndoIt()
    {
        Answer read = await CallAsync(Manager, "GET", Registrations + "/reg-statistics");
        Answer proposed = await CallAsync(Manager, "PUT", Registrations + "/reg-statistics", Input(read), ifMatch: read.ETag);
        await CallAsync(Manager, "POST", Registrations + "/reg-statistics/suspension");
        (await CallAsync(Second, "POST", proposed.Location + "/approval")).MustBe(ProblemType.StateConflict);
        Assert.Equal("suspended", (await CallAsync(Manager, "GET", Registrations + "/reg-statistics"))["status"]);
    }

    [Fact]
    public async Task Person_WhenOnlyStopped_ActsAtOnceByOnePerson()
    {
        Answer persons = await CallAsync(Manager, "GET", Registrations + "/reg-hospital/persons");
        JsonNode worker = persons.Json["items"]!.AsArray().Single(person => person!["id"]!.ToString() == "hospital-reviewer")!;
        var stop = new PersonInput
        {
            Id = "hospital-reviewer",
            Roles = [Roles.SharingReview],
            VettedUntil = worker["vettedUntil"]!.GetValue<DateTimeOffset>(),
            Status = PersonStatus.Suspended,
        };
        Answer stopped = await CallAsync(
            Manager, "PUT", Registrations + "/reg-hospital/persons/hospital-reviewer", stop, ifMatch: $"\"{worker["version"]}\"");
        Assert.Equal((202, "applied"), (stopped.Status, stopped["status"]));
        (await CallAsync("hospital-reviewer", "GET", "/api/v1/registry-changes")).MustBe(ProblemType.UnregisteredPerson);
    }

    [Fact]
    public async Task Agreement_WhenTheRegistryProposesIt_IsInForceOnlyWhenEachPartyHasApproved()
    {
        DateTimeOffset now = Now;
        Answer proposed = await CallAsync(Manager, "POST", Agreements, new AgreementInput
        {
            Id = "agr-advocate-union-2",
            PartyA = "reg-advocate",
            PartyB = "reg-union",
            Lines = [new LineInput("wage-claim", "reg-advocate")],
            Purposes = ["WAGE"],
            Roles = "controllers",
            Means = "this system",
            DataProtectionClause = "clause 1",
            ConsentProcedure = "written",
            ValidFrom = now,
            ValidUntil = now.AddDays(100),
            ReviewBy = now.AddDays(90),
            SignedByA = now,
            SignedByB = now,
        }, Key());
        Assert.True(proposed.Status == 202, proposed.ToString());
        (await CallAsync(Second, "POST", proposed.Location + "/approval")).MustBe(ProblemType.WrongAgency);
        for (int i = 0; i < 2; i++)
            Assert.Equal("proposed", (await CallAsync("advocate-reviewer", "POST", proposed.Location + "/approval"))["status"]);
        (await CallAsync(Second, "POST", proposed.Location + "/approval")).MustBe(ProblemType.WrongAgency);
        (await CallAsync(Manager, "GET", Agreements + "/agr-advocate-union-2")).MustBe(ProblemType.NotFound);
        Assert.Equal("applied", (await CallAsync("union-dpo", "POST", proposed.Location + "/approval"))["status"]);
        Assert.Equal(200, (await CallAsync(Manager, "GET", Agreements + "/agr-advocate-union-2")).Status);
        IReadOnlyList<LogEntry> entries = await App.Get<AgencyLog>().ReadAsync("reg-union");
        Assert.Equal(
            ["coord-manager", "advocate-reviewer", "union-dpo"],
            entries.Where(entry => entry.Cause == proposed["id"]).Select(entry => entry.Actor.Person));
    }

    [Fact]
    public async Task Agreement_WhenItHasDefects_ListsThemAllWithRules()
    {
        Answer refused = await CallAsync(Manager, "POST", Agreements, new AgreementInput
        {
            Id = "agr-bad",
            PartyA = "reg-advocate",
            PartyB = "reg-removals",
            Lines = [new LineInput("shelter-referral", "reg-advocate"), new LineInput("shelter-referral", "reg-clinic")],
        }, Key());
        refused.MustBe(ProblemType.InvalidAgreement);
        List<string> pointers = [.. refused.Json["errors"]!.AsArray().Select(error => error!["pointer"]!.ToString())];
        Assert.Subset(
            pointers.ToHashSet(),
            new HashSet<string> { "/purposes", "/roles", "/means", "/dataProtectionClause", "/consentProcedure", "/validUntil", "/lines/0/pathway", "/lines/1/sender", "/signedByA", "/signedByB" });
        Assert.Contains(refused.Json["errors"]!.AsArray(), error => error!["rule"]?.ToString() == "R-089");
    }

    [Theory]
    [InlineData("pathway", "unknown-pathway", "/lines/0/pathway")]
    [InlineData("group", "unknown-field-group", "/lines/0/groups/1")]
    [InlineData("party", "unknown-agency", "/partyB")]
    public async Task Agreement_WhenItNamesWhatIsUnknown_NamesTheMember(string what, string problem, string pointer)
    {
        Answer refused = await CallAsync(Manager, "POST", Agreements, new AgreementInput
        {
            Id = "agr-unknown",
            PartyA = "reg-advocate",
            PartyB = what == "party" ? "reg-nowhere" : "reg-shelter",
            Lines = [new LineInput(
                what == "pathway" ? "gossip" : "shelter-referral", "reg-advocate", ["identity", what == "group" ? "secrets" : "contact"])],
        }, Key());
        Assert.Equal((problem, 422, pointer), (refused.Problem, refused.Status, refused["pointer"]));
    }

    [Fact]
    public async Task Agreement_WhenEndedByOnePerson_IsInForceNoMore()
    {
        Answer ended = await CallAsync(Manager, "POST", Agreements + "/agr-harbour-midwife/ending");
        Assert.Equal((200, "ended"), (ended.Status, ended["status"]));
        Agreement after =
            (await App.Get<RegistryReader>().FindAgreementAsync("agr-harbour-midwife", default))!.Value;
        Assert.Equal((AgreementStatus.Ended, 2L), (after.Status, after.Epoch));
        Assert.All(
            after.Lines,
            line => Assert.NotEqual(
                AgreementStanding.InForce,
                after.InForceAt(
                    Now, line.Pathway, line.Sender, line.Sender == after.PartyA ? after.PartyB : after.PartyA)));
        Assert.Equal(200, (await CallAsync(Manager, "POST", Agreements + "/agr-harbour-midwife/ending")).Status);
    }

    [Fact]
    public async Task Propose_WhenTheKeyIsRepeated_AnswersWithTheSameChange()
    {
        string key = Key();
        Answer first = await Propose(New("reg-new-2"), key), again = await Propose(New("reg-new-2"), key);
        Assert.Equal((202, first.Location), (again.Status, again.Location));
        (await Propose(New("reg-new-3"), key)).MustBe(ProblemType.IdempotencyKeyReused);
        (await CallAsync(Manager, "POST", Registrations, New("reg-new-3"))).MustBe(ProblemType.MissingIdempotencyKey);
        (await Propose(New("reg-new-3"), "short")).MustBe(ProblemType.MalformedIdempotencyKey);
    }

    [Fact]
    public async Task Propose_WhenAMemberCannotStand_NamesIt()
    {
        Assert.Equal("/actorCode", (await Propose(New("reg-new-4") with { ActorCode = "SPY" }))["pointer"]);
        (await Propose(New("reg-new-4") with { ActorCode = "SPY" })).MustBe(ProblemType.UnknownActorCode);
        (await Propose(New("reg-new-4") with { WebhookTarget = "https://agency.example/hook" })).MustBe(ProblemType.InvalidValue);
        (await Propose(New("REG NEW"))).MustBe(ProblemType.MalformedId);
        (await Propose(New("reg-shelter"))).MustBe(ProblemType.AlreadyExists);
        (await CallAsync(Manager, "POST", Registrations, """{"id":"reg-x","surprise":1}""", Key())).MustBe(ProblemType.UnknownMember);
    }

    [Fact]
    public async Task Desk_WhenItsMembersCannotStand_NamesThem()
    {
        int most = App.Get<Domain.Policy.PolicySet>().Profile.DeskMemberCap;
        DeskInput Desk(params string[] members) => new("desk-new", "Intake", "desk@new.example", Members: members);
        foreach ((DeskInput desk, string pointer) in new[]
        {
            (Desk([.. Enumerable.Range(0, most + 1).Select(i => "person-" + i)]), "/desks/0/members"),
            (Desk("person-1", "person-1"), "/desks/0/members"), (Desk("person-1", "Anna Example"), "/desks/0/members/1"),
        })
        {
            Answer refused = await Propose(New("reg-new-5") with { Desks = [desk] });
            Assert.Equal((422, pointer), (refused.Status, refused["pointer"]));
        }

        Assert.Equal(202, (await Propose(New("reg-new-5") with { Desks = [Desk("person-1")] })).Status);
        Answer read = await CallAsync(Manager, "GET", Registrations + "/reg-lawyer");
        JsonObject body = Input(read);
        body["desks"]![0]!["members"] = new JsonArray("lawyer-worker", "clinic-worker");
        Answer stranger = await CallAsync(Manager, "PUT", Registrations + "/reg-lawyer", body.ToJsonString(), ifMatch: read.ETag);
        Assert.Equal(("unknown-person", "/desks/0/members/1"), (stranger.Problem, stranger["pointer"]));
    }

    [Fact]
    public async Task List_WhenPagedThrough_HasEachOnceAndNoTotal()
    {
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            Answer page = await CallAsync(Manager, "GET", $"{Registrations}?limit=7{(cursor is null ? "" : "&cursor=" + cursor)}");
            Assert.Equal(200, page.Status);
            Assert.DoesNotContain("total", page.Json.ToJsonString(), StringComparison.OrdinalIgnoreCase);
            seen.AddRange(page.Json["items"]!.AsArray().Select(item => item!["id"]!.ToString()));
            cursor = page.Json["next"]?.ToString();
        }
        while (cursor is not null);
        Assert.Equal(seen.Distinct(), seen);
        Assert.Contains("reg-shelter", seen);
        (await CallAsync(Manager, "GET", Registrations + "?cursor=AAAAAAAAAAAA")).MustBe(ProblemType.MalformedCursor);
        (await CallAsync(Manager, "GET", Registrations + "?page=2")).MustBe(ProblemType.InvalidQuery);
    }

    [Theory]
    [InlineData(null, "missing-token", 401)]
    [InlineData("shelter-worker", "wrong-role", 403)]
    [InlineData("app-coord", "missing-acting-person", 400)]
    public async Task Call_WhenTheCallerMayNot_IsToldWhy(string? person, string problem, int status)
    {
        Answer refused = await CallAsync(person, "GET", Registrations);
        Assert.Equal((problem, status), (refused.Problem, refused.Status));
    }

    private Task<Answer> CallAsync(
        string? person, string method, string path, object? body = null, string? key = null, string? ifMatch = null) =>
        App.As(person).SendAsync(HttpMethod.Parse(method), path, body, key, ifMatch);

    private Task<Answer> Propose(RegistrationInput input, string? key = null) =>
        CallAsync(Manager, "POST", Registrations, input, key ?? Key());

    private async Task<Registration> RegisteredAsync(string id) =>
        (await App.Get<RegistryReader>().FindRegistrationAsync(id, default))!.Value;

    private static string Key() => $"registry-api-test-{Interlocked.Increment(ref Keys)}";

    private static RegistrationInput New(string id) =>
        new()
        {
            Id = id,
            AgencyId = "body-new",
            ActorCode = "SHELT",
            DisplayName = "Elm House",
            Country = "XN",
            Bindings = [new BindingInput("tenant-new", "app-" + id)],
        };

    private static JsonObject Input(Answer read)
    {
        var body = (JsonObject)read.Json.DeepClone();
        body.Remove("epoch");
        return body;
    }
}
