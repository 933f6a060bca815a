using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Cases;

namespace DataSharing.EndToEnd.Tests.Scenarios;

/// <summary>Sections 6 and 7 of the scenarios: return and consulates; governance.</summary>
[Collection(AppCollection.Name)]
public sealed class ReturnScenarios(RunningApp app)
{
    [Fact]
    public async Task SC_073_WhenSheWantsHelpAndNoPolice_TheServiceGetsItAndPoliceDoNot()
    {
        World consulate = await World.OpenAsync(app, Agencies.Consulate);
        await consulate.ConsentAsync("consular-referral", Agencies.Advocate, s => s with { Countries = ["XN", "XV"] });
        (await (await consulate.SendAsync("consular-referral", Agencies.Advocate)).Is("RELEASE").CollectAsync()).HoldsWhatWasDecided();

        World service = await World.OpenAsync(app, Agencies.Advocate);
        await service.ConsentAsync("case-coordination", Agencies.Social);
        (await service.SendAsync("evidence-to-police", Agencies.Police)).Is("REFUSE", ReasonKinds.ConsentRecipient);
    }

    [Fact]
    public async Task SC_077_WhenReturnIsArranged_SendsTravelAndNeedsWithoutTheStory()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("voluntary-return", Agencies.ReturnAbroad, s => s with { Countries = ["XV"] });
        await world.ConsentAsync("consular-documents", Agencies.Consulate, s => s with { Countries = ["XV"] });

        Outcome home = (await world.SendAsync("voluntary-return", Agencies.ReturnAbroad)).Is("RELEASE")
            .Gives("return.travel", "return.arrival", "return.needs").Withholds(
                "exploitation.forms", "health.physical.conditions", "nrm.status");
        (await home.CollectAsync()).HoldsWhatWasDecided();
        Outcome papers = (await world.SendAsync("consular-documents", Agencies.Consulate)).Is("RELEASE")
            .Gives("identity.givenName", "document.passport", "return.travel").Withholds("nrm.status");
        (await papers.CollectAsync()).HoldsWhatWasDecided();
    }

    [Theory]
    [InlineData(CheckState.Missing, "HOLD", ReasonKinds.RiskMissing)]
    [InlineData(CheckState.Raised, "REFUSE", ReasonKinds.RiskRaised)]
    public async Task SC_079_WhenTheReturnIsNotAssessed_DoesNotMove(CheckState state, string decision, string reason)
    {
        World world = await World.OpenAsync(app, Agencies.Advocate, f => f with { Return = f.Return with { RiskAssessment = state } });
        await world.ConsentAsync("voluntary-return", Agencies.ReturnAbroad, s => s with { Countries = ["XV"] });

        (await world.SendAsync("voluntary-return", Agencies.ReturnAbroad)).Is(decision, reason);
    }

    [Fact]
    public async Task SC_080_WhenTheEmbassyEmploysTheExploiter_AnswersNothing()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate, f => f with { Conflicts = [Agencies.Consulate.Id] });

        Outcome asked = (await world.AskAsync("consular-documents", Agencies.Consulate, involved: false)).Is(
            "NEUTRAL", ReasonKinds.RecipientConflict);
        await asked.TellsAskerNothingAsync();
    }

    [Fact]
    public async Task SC_082_WhenAFatherSignsForTheReturn_HoldsUntilCleared()
    {
        World world = await World.OpenChildAsync(app, Agencies.GuardianAdvocates);
        await world.ConsentAsync("child-return", Agencies.ChildPlacementAbroad, s => s with { Countries = ["XA"] });
        await world.ChangeFactsAsync(
            f => f with { Guardians = f.Guardians with { Parental = ParentalGuardian.Unclear }, Return = new ReturnFacts() });

        (await world.SendAsync("child-return", Agencies.ChildPlacementAbroad)).Is("HOLD", ReasonKinds.ChildGuardianUnfit)
            .Also(ReasonKinds.RiskMissing);
        await world.ChangeFactsAsync(_ => Given.Child());
        (await (await world.SendAsync("child-return", Agencies.ChildPlacementAbroad)).Is("RELEASE").CollectAsync()).HoldsWhatWasDecided();
    }

    [Fact]
    public async Task SC_083_WhenAChildIsPlacedAbroad_OnlyWhereTheShelterIsNamed()
    {
        World world = await World.OpenChildAsync(app, Agencies.Advocate);
        await world.ConsentAsync("transnational-placement", Agencies.ChildPlacementAbroad);
        (await world.SendAsync("transnational-placement", Agencies.ChildPlacementAbroad)).Is("REFUSE", ReasonKinds.ConsentRecipient);

        await world.ConsentAsync("transnational-placement", Agencies.ChildPlacementAbroad, s => s with { Countries = ["XA"] });
        (await (await world.SendAsync("transnational-placement", Agencies.ChildPlacementAbroad)).Is("RELEASE")
            .CollectAsync()).HoldsWhatWasDecided();
        (await world.SendAsync("transnational-placement", Agencies.ReturnAbroad)).Is("REFUSE");
    }

    [Fact]
    public async Task SC_086_WhenSomebodyIsOnlyInTheHub_OpensNoCase()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("health-referral", Agencies.Hospital);
        await (await world.AskAsync("health-referral", Agencies.Hospital, involved: false))
            .Is("REFUSE", ReasonKinds.RecipientNotParticipant).TellsAskerNothingAsync();

        // A colleague is on the case; that opens it for the colleague alone.
        await world.InvolveAsync(new ParticipantInput(Agencies.Hospital.Id, Agencies.Hospital.SecondWorker.Person));
        await (await world.AskAsync("health-referral", Agencies.Hospital, involved: false))
            .Is("REFUSE", ReasonKinds.RecipientNotParticipant).TellsAskerNothingAsync();
        (await world.AskAsync("health-referral", Agencies.Hospital, involved: false, person: Agencies.Hospital.SecondWorker)).Is("RELEASE");
    }

    [Fact]
    public async Task SC_088_WhenAForceHasOneContact_NobodyElseReceives()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("danger-response", Agencies.ForceWithContact);
        string officer = Agencies.ForceWithContact.Worker.Person;

        (await world.SendAsync("danger-response", Agencies.ForceWithContact, change: i => i with { Addressee = new(Person: officer) })).Is(
            "REFUSE", ReasonKinds.RecipientNotParticipant);
        await world.InvolveAsync(new ParticipantInput(Agencies.ForceWithContact.Id, officer, Interlocutor: true));
        (await world.SendAsync(
            "danger-response", Agencies.ForceWithContact, change: i => i with { Addressee = new(Person: officer) })).Is("RELEASE");
    }

    [Fact]
    public async Task SC_089_WhenNamesAreInTheRegisterFeed_RefusesThem()
    {
        World world = await World.OpenAsync(app, Agencies.Shelter);

        // There is no such pathway, no other one reaches the register, and no request of one case is answered with figures.
        foreach (string[]? fields in new string[]?[] { null, ["identity.givenName", "identity.familyName"] })
            (await app.Api.PostAsync(
                Agencies.Shelter.Worker, "sharing-requests",
                new { direction = "send", pathway = "statistics", @case = world.Case, recipient = Agencies.Statistics.Id, fields }))
                .MustBe("unknown-pathway").Naming("/pathway");
        (await app.Api.PostAsync(
            Agencies.Shelter.Worker, "sharing-requests",
            new { direction = "send", pathway = "health-referral", @case = world.Case, recipient = Agencies.Clinic.Id, tier = "STAT" }))
            .MustBe("invalid-value").Naming("/tier");
        foreach (Pathway? pathway in Country.Policy.Pathways.Values.Where(p => p.Senders.Contains("SHELT"))
            .OrderBy(p => p.Id, StringComparer.Ordinal).Take(6))
            (await world.SendAsync(pathway.Id, Agencies.Statistics, ["identity.givenName", "statistic.identification"])).Is("REFUSE")
                .Withholds("identity.givenName", "statistic.identification");
    }

    [Fact]
    public async Task SC_085_WhenARoundTableWantsTrends_NoRequestOfOneCaseAnswers()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);

        (await app.Api.PostAsync(
            Agencies.Statistics.Worker, "sharing-requests",
            new
            {
                direction = "ask",
                pathway = "statistics",
                holder = Agencies.Advocate.Id,
                reference = await world.CodeForAsync(Agencies.Statistics),
            }))
            .MustBe("unknown-pathway").Naming("/pathway");
        await (await world.AskAsync(
            "shelter-referral", Agencies.Statistics, ["identity.givenName", "statistic.identification"], involved: false))
            .Is("REFUSE").TellsAskerNothingAsync();
        (await world.TryConsentAsync(
            "shelter-referral", Agencies.Shelter, s => s with { Tier = Domain.Policy.Tier.Stat })).MustBe("invalid-consent");
    }
}
