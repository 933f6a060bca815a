using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Cases;

namespace DataSharing.EndToEnd.Tests.Scenarios;

/// <summary>Section 2 of the scenarios: detection, identification, status.</summary>
[Collection(AppCollection.Name)]
public sealed class IdentificationScenarios(RunningApp app)
{
    [Fact]
    public async Task SC_025_WhenStageOneAnswersAreWantedForAsylum_RefusesThePurpose()
    {
        World world = await World.OpenAsync(app, Agencies.Identification);
        await world.ConsentAsync("stage1-identification", Agencies.Identification);

        (await world.AskAsync(
            "asylum-link", Agencies.Asylum, ["nrm.interviewRecord", "nrm.indicators"])).Is("REFUSE", ReasonKinds.ConsentPurpose);
    }

    [Fact]
    public async Task SC_026_WhenRemovalIsBarred_ConfirmsTheBarAlone()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate, f => f with
        {
            Reflection = new ReflectionFacts { Start = Given.Now.AddDays(-12), End = Given.Now.AddDays(18), IdentificationPending = true },
        });

        Outcome asked = (await world.AskAsync(
            "shelter-referral", Agencies.Removals, ["contact.residence", "return.travel"], involved: false))
            .Is("REFUSE", ReasonKinds.ClockRemovalBar).Also(ReasonKinds.FirewallImmigration);

        Answer seen = (await asked.OtherSideAsync()).Must(200);
        Assert.Equal(("removalBarred", ReasonKinds.ClockRemovalBar), (seen["marker"], seen["reason"]));
        Assert.Empty(seen.Element.GetProperty("withheldGroups").EnumerateArray());
    }

    [Fact]
    public async Task SC_028_WhenThePeriodEndsUndecided_BarAndServicesContinue()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate, f => f with
        {
            Reflection = new ReflectionFacts { Start = Given.Now.AddDays(-90), End = Given.Now, IdentificationPending = true },
        });
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);

        (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE");
        (await world.AskAsync(
            "shelter-referral", Agencies.Removals, ["contact.residence"], involved: false)).Is("REFUSE", ReasonKinds.ClockRemovalBar);
    }

    [Fact]
    public async Task SC_029_WhenThePermitDeskAsksForHerChoice_RefusesUnlessSheAppliedOnThatGround()
    {
        World world = await World.OpenAsync(app, Agencies.Lawyer);
        // A ground that is not the pathway's is not taken in, so that nothing is agreed; and on no ground at all it is no consent
        // for this one.
        (await world.TryConsentAsync(
            "residence-permit-cooperation", Agencies.Permits, s => s with { PermitGround = "personal" })).MustBe("invalid-consent");
        await world.ConsentAsync("residence-permit-cooperation", Agencies.Permits);
        (await world.SendAsync("residence-permit-cooperation", Agencies.Permits)).Is("REFUSE", ReasonKinds.ConsentPurpose);

        World other = await World.OpenAsync(app, Agencies.Lawyer);
        await other.ConsentAsync("residence-permit-cooperation", Agencies.Permits, s => s with { PermitGround = "coOperation" });
        Outcome applied = (await other.SendAsync(
            "residence-permit-cooperation", Agencies.Permits, ["justice.cooperationChoice"])).Is("RELEASE");
        (await applied.CollectAsync()).HoldsJust("justice.cooperationChoice");
    }

    [Fact]
    public async Task SC_031_WhenFoundInDetention_LawyerGetsTheMinimumAndTheCentreNothing()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate, f => f with { InCustody = true });

        Outcome alert = await world.SendAsync(
            "detention-alert", Agencies.Lawyer, change: i => i with { Override = World.Claim(OverrideGround.Detention) });
        // On this ground two persons act before anything goes.
        alert.Is("HOLD").WaitsFor("override.secondPerson");
        alert = (await world.ConfirmAsync(alert)).Is("OVERRIDE")
            .Gives("identity.givenName", "identity.familyName", "detention.current", "language.preferred", "risk.nextSteps");
        (await alert.CollectAsync()).HoldsWhatWasDecided();
        Outcome centre = (await world.AskAsync(
            "detention-alert", Agencies.Detention, change: i => i with { Use = StatedUse.Detention },
            involved: false)).Is("REFUSE", ReasonKinds.RecipientRole);
        await centre.TellsAskerNothingAsync();
    }

    [Fact]
    public async Task SC_032_WhenThePermitRestsOnThePersonalSituation_WithholdsProceedings()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("residence-permit-personal", Agencies.Permits, s => s with { PermitGround = "personal" });

        Outcome sent = (await world.SendAsync(
            "residence-permit-personal", Agencies.Permits,
            [
                "identity.givenName",
                "identity.familyName",
                "language.preferred",
                "justice.statement",
                "justice.witness.matter",
                "justice.hearings",
            ]))
            .Is("PARTIAL", ReasonKinds.ConsentPurpose)
            .WithholdsAs(ReasonKinds.ConsentPurpose, "justice.statement", "justice.witness.matter", "justice.hearings");
        Package package = (await sent.CollectAsync()).HoldsJust("identity.familyName", "identity.givenName", "language.preferred");
        Assert.Contains(world.Record.MarkOf("identity.givenName"), package.ValueOf("identity.givenName"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SC_034_WhenTheReflectionPeriodIsSet_TakesThirtyAndMoreAndRefusesTwenty()
    {
        foreach ((int days, bool allowed) in new[] { (30, true), (90, true), (180, true), (20, false) })
        {
            CaseFactsBody body =
                Given.Adult() with { Reflection = new ReflectionFacts { Start = Given.Now, End = Given.Now.AddDays(days) } };
            Answer opened = await app.Api.PostAsync(Agencies.Advocate.Worker, "cases", body);
            if (allowed)
                opened.Must(201);
            else
                opened.MustBe("invalid-value").Naming("/reflection/end");
        }

        Answer unset = (await app.Api.PostAsync(
            Agencies.Advocate.Worker, "cases",
            Given.Adult() with { Reflection = new ReflectionFacts { Start = Given.Now } })).Must(201);
        Assert.Equal(
            Given.Now.AddDays(90), unset.Element.GetProperty("facts").GetProperty("reflection").GetProperty("end").GetDateTimeOffset());
    }

    [Fact]
    public async Task SC_035_WhenAMigrationOfficerRefers_TakesItButGivesNoServiceData()
    {
        foreach (Agency? referrer in new[] { Agencies.Coordination, Agencies.Asylum })
        {
            World referral = await World.OpenAsync(app, referrer);
            await referral.ConsentAsync("stage1-identification", Agencies.Identification);
            (await (await referral.SendAsync("stage1-identification", Agencies.Identification)).Is("RELEASE")
                .CollectAsync()).HoldsWhatWasDecided();
        }

        World services = await World.OpenAsync(app, Agencies.Advocate);
        await services.ConsentAsync("shelter-referral", Agencies.Shelter);
        (await services.AskAsync("shelter-referral", Agencies.Asylum)).Is("REFUSE", ReasonKinds.RecipientRole);
    }
}
