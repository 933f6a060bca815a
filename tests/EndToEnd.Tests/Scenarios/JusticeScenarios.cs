using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Cases;

namespace DataSharing.EndToEnd.Tests.Scenarios;

/// <summary>Section 5 of the scenarios: criminal justice and intelligence.</summary>
[Collection(AppCollection.Name)]
public sealed class JusticeScenarios(RunningApp app)
{
    [Fact]
    public async Task SC_064_WhenSheChoseAnonymousIntelligence_SendsCaseFactsWithoutAnyIdentifier()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate, f => f with { Cooperation = CooperationChoice.AnonymousIntelligence });
        await world.ConsentAsync("police-intelligence", Agencies.Intelligence, s => s with { Tier = Tier.Case });

        Outcome sent = (await world.SendAsync("police-intelligence", Agencies.Intelligence)).Is("RELEASE")
            .Gives("exploitation.forms", "exploitation.control", "exploitation.sites", "exploitation.countriesAndRoutes")
            .Withholds("exploitation.narrative", "exploitation.traffickers", "contact.safeChannel", "shelter.region", "identity.givenName");
        Assert.Equal("CASE", sent.Tier);
        Package package = await sent.CollectAsync();
        Assert.DoesNotContain(world.Record.AllMarks, mark => package.Text.Contains(mark, StringComparison.Ordinal));
        Assert.Equal("Lower Arden", package.ValueOf("exploitation.sites"));
        Assert.DoesNotContain("1994", package.Text, StringComparison.Ordinal);
        (await world.SendAsync("police-intelligence", Agencies.Intelligence, ["exploitation.forms", "exploitation.traffickers"]))
            .Is("PARTIAL").Withholds("exploitation.traffickers");
    }

    [Theory]
    [InlineData("H4")]
    [InlineData("H5")]
    public async Task SC_065_WhenTheCodeSaysOriginatorOnly_RefusesWhateverTheConsentSays(string code)
    {
        World world = await World.OpenAsync(
            app, Agencies.Police,
            f => f with { Handling = [new HandlingInput("intelligence.modusOperandi", Agencies.Police.Id, "S1", "C1", code)] });
        await world.ConsentAsync("graded-intelligence", Agencies.Advocate, s => s with { Tier = Tier.Case });

        (await world.AskAsync(
            "graded-intelligence", Agencies.Advocate, ["intelligence.modusOperandi"])).Is("REFUSE", ReasonKinds.OriginatorCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SC_067_WhenAChildsInterviewIsRecorded_OpensForListedViewersOnly(bool listed)
    {
        World world = await World.OpenChildAsync(app, Agencies.Police, f => f with { ChildInterviewRecorded = true });
        await world.ConsentAsync("interview-recording", Agencies.SocialForChildren);
        await world.InvolveAsync(
            new ParticipantInput(Agencies.SocialForChildren.Id, Agencies.SocialForChildren.Worker.Person, ListedViewer: listed));

        Outcome asked = await world.AskAsync("interview-recording", Agencies.SocialForChildren, ["justice.recording"], involved: false);

        if (listed)
            (await asked.Is("RELEASE").CollectAsync()).HoldsJust("justice.recording");
        else
            asked.Is("REFUSE", ReasonKinds.CourtOrderRequired);
    }

    [Fact]
    public async Task SC_068_WhenAnotherStatesTeamAsks_GivesGradedItemsWithoutTheVictim()
    {
        World world = await World.OpenAsync(app, Agencies.Police, f => f with
        {
            Handling =
            [
                new HandlingInput("intelligence.modusOperandi", Agencies.Police.Id, "S1", "C1", "H3", Country.Home),
                new HandlingInput("intelligence.report", Agencies.Police.Id, "S1", "C1", "H4", Country.Home),
            ],
        });
        await world.ConsentAsync(
            "cross-border-police-request", Agencies.ForeignPolice, s => s with { Tier = Tier.Case, Countries = ["XV"] });

        Outcome asked = (await world.AskAsync(
            "cross-border-police-request", Agencies.ForeignPolice,
            ["intelligence.modusOperandi", "intelligence.report", "identity.givenName", "identity.familyName"]))
            .Is("PARTIAL").Gives("intelligence.modusOperandi").Withholds("identity.givenName", "identity.familyName")
            .WithholdsAs(ReasonKinds.OriginatorCode, "intelligence.report");
        Package package = (await asked.CollectAsync()).HoldsJust("intelligence.modusOperandi");
        Assert.Equal("H3", package["intelligence.modusOperandi"].GetProperty("handling").GetProperty("code").GetString());
    }

    [Fact]
    public async Task SC_070_WhenAChildIsToBeHeardAgain_OffersReuseFirst()
    {
        World world = await World.OpenChildAsync(app, Agencies.Harbour, f => f with { ChildInterviewRecorded = true });
        await world.ConsentAsync("health-referral", Agencies.ChildClinic);

        (await world.AskAsync("health-referral", Agencies.ChildClinic, change: i => i with { Use = StatedUse.NewInterview })).Is("HOLD")
            .WaitsFor("interview.reuseOffered");
    }

    [Fact]
    public async Task SC_071_WhenTheProsecutorAppliesForThePermit_ConfirmsCooperationAlone()
    {
        World world = await World.OpenAsync(app, Agencies.Prosecutor);
        await world.ConsentAsync("residence-permit-cooperation", Agencies.Permits, s => s with { PermitGround = "coOperation" });

        Outcome sent = (await world.SendAsync(
            "residence-permit-cooperation", Agencies.Permits,
            ["justice.cooperationChoice", "identity.givenName", "shelter.region", "health.physical.conditions"]))
            .Is("PARTIAL", ReasonKinds.ConsentScope)
            .WithholdsAs(ReasonKinds.ConsentScope, "shelter.region", "health.physical.conditions");
        (await sent.CollectAsync()).HoldsJust("identity.givenName", "justice.cooperationChoice");
    }
}
