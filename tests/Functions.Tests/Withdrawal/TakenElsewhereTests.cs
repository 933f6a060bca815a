using DataSharing.Domain.Cases;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>Her stop is taken by an agency that takes part in her case, and by no other .</summary>
public sealed class TakenElsewhereTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task WithdrawByReference_WhenTheAgencyTakesPart_StopsAtOnceAsIfToldToTheHolder()
    {
        (string caseId, string ready, string handle) = await DeliveredAsync();
        Answer stopped = await _app.PostAsync(
            "shelter-worker", "withdrawals", new { channel = "inPerson", holder = "reg-advocate", reference = handle });
        Assert.True(stopped.Status == 200, stopped.ToString());
        Assert.DoesNotContain(caseId, stopped.Text, StringComparison.Ordinal);
        Assert.Equal(410, (await _app.CollectAsync("shelter-worker", ready)).Status);
        Assert.Single((await _app.GetAsync("advocate-worker", $"cases/{caseId}")).Json["stops"]!.AsArray());
    }

    /// <summary>Whoever takes her stop learns neither that she had said it before nor the number that she got for it.</summary>
    [Fact]
    public async Task WithdrawByReference_WhenSheHadStoppedBefore_LooksAsTheFirstTime()
    {
        (string caseId, _, string handle) = await DeliveredAsync();
        Answer own = await _app.PostAsync("advocate-worker", $"cases/{caseId}/withdrawal", new { channel = "phone" });
        _app.Time.Step(TimeSpan.FromMinutes(3));
        Answer taken = await TakeAsync("shelter-worker", handle), again = await TakeAsync("shelter-worker", handle);
        Assert.NotEqual((string)own.Json["confirmationNumber"]!, (string)taken.Json["confirmationNumber"]!);
        Assert.Equal((_app.Time.GetUtcNow(), true), ((DateTimeOffset)taken.Json["stoppedAt"]!, taken.Json["saidAgainAt"] is null));
        Assert.Equal((string)taken.Json["confirmationNumber"]!, (string)again.Json["confirmationNumber"]!);
    }

    [Fact]
    public async Task WithdrawByReference_WhenTheAgencyDoesNotTakePart_StopsNothing()
    {
        (string caseId, string ready, string handle) = await DeliveredAsync();
        foreach (string somebody in new[] { "clinic-worker", "shelter2-worker" })
            Assert.Equal(
                404,
                (await _app.PostAsync(
                    somebody, "withdrawals", new { channel = "inPerson", holder = "reg-advocate", reference = handle })).Status);
        Assert.Empty((await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value.Stops);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", ready)).Status);
    }

    [Theory]
    [InlineData("state:XN")]
    [InlineData("reg-shelter/shelter-worker")]
    [InlineData("SHELT")]
    public async Task WithdrawByReference_WhenSheBarsWhoTakesIt_StopsNothing(string name)
    {
        (string caseId, string _, string handle) = await DeliveredAsync();
        object told = new { channel = "inPerson", holder = "reg-advocate", reference = handle };
        await _app.ChangeFactsAsync(caseId, facts => facts with { BarredBodies = [name] });
        Assert.Equal(404, (await _app.PostAsync("shelter-worker", "withdrawals", told)).Status);
        await _app.ChangeFactsAsync(caseId, facts => facts with { BarredBodies = [], Conflicts = [name] });
        Assert.Equal(404, (await _app.PostAsync("shelter-worker", "withdrawals", told)).Status);
        Assert.Empty((await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value.Stops);
    }

    [Fact]
    public async Task WithdrawByReference_WhenTheAgencyIsBarredOrInConflict_StopsNothing()
    {
        foreach (string name in new[] { "reg-shelter", "reg-shelter/shelter-worker", "SHELT" })
        {
            foreach (bool barred in new[] { true, false })
            {
                (string caseId, _, string handle) = await DeliveredAsync();
                await _app.ChangeFactsAsync(
                    caseId, facts => barred ? facts with { BarredBodies = [name] } : facts with { Conflicts = [name] });
                Assert.Equal((name, barred, 404), (name, barred, (await TakeAsync("shelter-worker", handle)).Status));
                Assert.Empty((await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value.Stops);
            }
        }
    }

    [Fact]
    public async Task WithdrawByReference_WhenAVolunteerOfAnAgencyThatTakesPartTakesIt_StopsNothing()
    {
        (string caseId, _, string handle) = await DeliveredAsync();
        var volunteer = new Person
        {
            Id = "shelter-volunteer",
            RegistrationId = "reg-shelter",
            Roles = [Roles.ConsentRecord],
            VettedUntil = _app.Time.GetUtcNow().AddYears(1),
            Volunteer = true,
            SupervisedBy = "shelter-worker",
        };
        Assert.True(
            (await _app.Get<RegistryWriter>().WriteAsync(
                RegistryWrite.Create(new PersonDocument(volunteer, volunteer.Id)), default))!.IsCommitted);
        Answer taken = await _app.SendAsync(
            _app.Token("app-shelter"), volunteer.Id, HttpMethod.Post, "withdrawals",
            new { channel = "phone", holder = "reg-advocate", reference = handle });
        Assert.Equal(404, taken.Status);
        Assert.Empty((await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value.Stops);
    }

    [Theory]
    [InlineData("reg-employer", "employer-worker")]
    [InlineData("reg-consulate", "consulate-worker")]
    public async Task WithdrawByReference_WhenAnEmployerOrMissionTakesPart_StopsNothing(string registration, string person)
    {
        (string caseId, _, string handle) = await DeliveredAsync();
        await _app.ParticipantsAsync(caseId, new Participant("reg-shelter", "shelter-worker"), new Participant(registration, person));
        Assert.Equal(404, (await TakeAsync(person, handle)).Status);
        Assert.Empty((await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value.Stops);
    }

    [Fact]
    public async Task WithdrawByReference_WhenTheAgencysPartHasEnded_StopsNothing()
    {
        (string caseId, _, string handle) = await DeliveredAsync();
        await _app.ParticipantsAsync(caseId, new Participant("reg-shelter", "shelter-worker", Until: _app.Time.GetUtcNow().AddMinutes(-1)));
        Assert.Equal(404, (await TakeAsync("shelter-worker", handle)).Status);
    }

    /// <summary>Being asked makes nobody part of a case; having fetched something does.</summary>
    [Fact]
    public async Task WithdrawByReference_WhenADeskWasOnlyAsked_StopsNothing()
    {
        (string caseId, _, string handle) = await DeliveredAsync();
        await _app.ParticipantsAsync(caseId, new Participant("reg-clinic", null, "desk-clinic"));
        Assert.Equal(404, (await TakeAsync("clinic-worker", handle)).Status);
    }

    private Task<Answer> TakeAsync(string person, string handle) =>
        _app.PostAsync(person, "withdrawals", new { channel = "inPerson", holder = "reg-advocate", reference = handle });

    /// <summary>
    /// A case that the shelter takes part in, by a named person; what is ready for it, and the handle of what it got before.
    /// </summary>
    private async Task<(string Case, string Ready, string Handle)> DeliveredAsync()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        await _app.ParticipantsAsync(caseId, new Participant("reg-shelter", "shelter-worker"));
        string handle = (string)(await _app.CollectAsync("shelter-worker", await _app.ReadyAsync(caseId))).Json["handle"]!;
        return (caseId, await _app.ReadyAsync(caseId), handle);
    }
}
