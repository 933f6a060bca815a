using System.Text.Json.Nodes;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Tests.Registry;

/// <summary>A second person is another human being, not another registration of the same one.</summary>
public sealed class SecondPersonTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Manager = "coord-manager", Second = "coord-manager-2";
    private readonly TestApp _app = running.App;

    [Theory]
    [InlineData("policeat-reviewer", "policefl-account", 403)] // one staff id in two registrations of the body
    [InlineData("policefl-other-id", "policeat-reviewer", 403)] // two staff ids, one person signs in
    [InlineData("policefl-else", "policefl-else", 202)]
    public async Task Review_WhenTheReviewerAskedThroughAnotherRegistrationOfTheBody_IsTheSamePerson(
        string staffId, string subject, int status)
    {
        var person = new Person
        {
            Id = staffId,
            RegistrationId = "reg-police-frontline",
            Roles = ["Sharing.Submit"],
            VettedUntil = _app.Time.GetUtcNow().AddYears(1),
        };
        Assert.True(
            (await _app.Get<RegistryWriter>().WriteAsync(RegistryWrite.Create(new PersonDocument(person, subject)), default))!.IsCommitted);
        string caseId = await _app.OpenCaseAsync("reg-police-at");
        string id = "req-" + Guid.NewGuid().ToString("N");
        await _app.Get<RequestStore>().CreateAsync(new RequestLife
        {
            Request = new SharingRequest
            {
                Id = id,
                Direction = Direction.Ask,
                Sender = "reg-police-at",
                Recipient = "reg-police-frontline",
                Submitted = new Approval("reg-police-frontline", staffId, _app.Time.GetUtcNow()),
                Pathway = "shelter-referral",
            },
            BodyDigest = "-",
            SubmittedAt = _app.Time.GetUtcNow(),
            CaseId = caseId,
            State = RequestState.Held,
            HeldUntil = _app.Time.GetUtcNow().AddDays(1),
        });
        Answer answer = await _app.PostAsync(
            "policeat-reviewer", $"sharing-requests/{id}/review", new { action = "refuse", evidence = "note-1" });
        Assert.Equal(status, answer.Status);
        Assert.True(status == 202 || answer.Problem == "same-person");
    }

    /// <summary>That role reaches every agency: nobody gets it by the word of their own.</summary>
    [Fact]
    public async Task Approve_WhenSomebodyGetsTheRegistrysRole_TakesTwoOfTheRegistry()
    {
        Answer proposed = await Of(Manager).PostAsync(
            "registrations/reg-union/persons",
            new PersonInput { Id = "union-manager", Roles = ["Registry.Manage"], VettedUntil = _app.Time.GetUtcNow().AddDays(30) });
        Assert.Equal(202, proposed.Status);
        (await Of("union-reviewer").PostAsync(proposed.Location + "/approval")).MustBe(ProblemType.WrongRole);
        (await Of(Manager).PostAsync(proposed.Location + "/approval")).MustBe(ProblemType.SamePerson);
        Answer approved = await Of(Second).PostAsync(proposed.Location + "/approval");
        Assert.Equal((200, "applied"), (approved.Status, approved["status"]));
        // Nor does whoever has it change by the word of their own agency, and that agency may say no.
        Answer updated = await Of(Manager).PutAsync(
            "registrations/reg-union/persons/union-manager",
            new PersonInput { Id = "union-manager", Roles = ["Registry.Manage"], VettedUntil = _app.Time.GetUtcNow().AddDays(60) },
            ifMatch: "*");
        Assert.Equal(202, updated.Status);
        (await Of("union-reviewer").PostAsync(updated.Location + "/approval")).MustBe(ProblemType.WrongRole);
        Assert.Equal("rejected", (await Of("union-reviewer").PostAsync(updated.Location + "/rejection"))["status"]);
    }

    [Fact]
    public async Task Changes_WhenListedByStatus_AreThoseThatStandSo()
    {
        Answer proposed = await Of(Manager).PostAsync(
            "registrations/reg-union/persons", new PersonInput { Id = "union-waiting", VettedUntil = _app.Time.GetUtcNow().AddDays(30) });
        string id = proposed.Must(202)["id"];
        Assert.Contains(id, await ListAsync("proposed"));
        Assert.DoesNotContain(id, await ListAsync("applied"));
        (await Of("union-reviewer").PostAsync(proposed.Location + "/approval")).Must(200);
        Assert.DoesNotContain(id, await ListAsync("proposed"));
        Assert.Contains(id, await ListAsync("applied"));
        (await Of(Manager).GetAsync("registry-changes?status=Proposed")).MustBe(ProblemType.InvalidQuery).Naming("status");

        async Task<string[]> ListAsync(string status)
        {
            var ids = new List<string>();
            string? next = "";
            while (next is not null)
            {
                Answer page = await Of(Manager).GetAsync($"registry-changes?status={status}{next}");
                foreach (JsonNode? change in page.Must(200).Json["items"]!.AsArray())
                {
                    Assert.Equal(status, (string)change!["status"]!);
                    ids.Add((string)change["id"]!);
                }

                next = (string?)page.Json["next"] is { } cursor ? "&cursor=" + cursor : null;
            }

            return [.. ids];
        }
    }

    private ApiClient Of(string person) => _app.As(person);
}
