using System.Text.Json;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Scenarios;

/// <summary>Section 3 of the scenarios: referral and services.</summary>
[Collection(AppCollection.Name)]
public sealed class ServiceScenarios(RunningApp app)
{
    [Fact]
    public async Task SC_037_WhenPoliceReferToAShelter_ReleasesWhatPlacementNeeds()
    {
        World world = await World.OpenAsync(app, Agencies.Police);
        await world.ConsentAsync("police-referral-to-shelter", Agencies.Shelter);

        Outcome sent = (await world.SendAsync("police-referral-to-shelter", Agencies.Shelter)).Is("RELEASE")
            .Gives(
                "identity.preferredName", "contact.safeChannel", "language.preferred", "access.arrangements", "dependants.present",
                "accommodation.placementNeeds", "risk.threats")
            .Withholds("justice.witness.matter", "immigration.status", "exploitation.narrative", "intelligence.report");
        Package package = (await sent.CollectAsync()).HoldsWhatWasDecided();
        Assert.Contains(world.Record.MarkOf("identity.preferredName"), package.ValueOf("identity.preferredName"), StringComparison.Ordinal);
        Assert.NotEqual(
            package.Handle, (await (await world.SendAsync("police-referral-to-shelter", Agencies.Shelter)).CollectAsync()).Handle);
    }

    [Fact]
    public async Task SC_038_WhenPoliceAskWhatSheToldTheShelter_RefusesTheRecipient()
    {
        World world = await World.OpenAsync(app, Agencies.Shelter);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);

        (await world.AskAsync("evidence-to-police", Agencies.Police, ["viewpoint.statement"])).Is("REFUSE", ReasonKinds.ConsentRecipient);
    }

    [Fact]
    public async Task SC_040_WhenReferredToTheMidwife_GivesWhatSheChose()
    {
        World history = await World.OpenAsync(app, Agencies.Advocate);
        await history.ConsentAsync("maternity-referral", Agencies.Midwife, s => s with { DisclosureLevel = "history" });
        Outcome told = (await history.SendAsync("maternity-referral", Agencies.Midwife)).Is("RELEASE")
            .Gives("health.reproductive.pregnancy", "health.sexual.violence").Withholds("health.vulnerabilityMarker");
        (await told.CollectAsync()).HoldsWhatWasDecided();

        World vulnerability = await World.OpenAsync(app, Agencies.Advocate);
        await vulnerability.ConsentAsync("maternity-referral", Agencies.Midwife, s => s with { DisclosureLevel = "vulnerability" });
        Outcome hinted = (await vulnerability.SendAsync("maternity-referral", Agencies.Midwife)).Is("RELEASE")
            .Gives("health.reproductive.pregnancy", "health.vulnerabilityMarker").Withholds("health.sexual.violence", "risk.currentAbuse");
        (await hinted.CollectAsync()).HoldsWhatWasDecided();

        World nothing = await World.OpenAsync(app, Agencies.Advocate);
        (await nothing.SendAsync("maternity-referral", Agencies.Midwife)).Is("REFUSE", ReasonKinds.ConsentNone);
    }

    [Fact]
    public async Task SC_041_WhenALetterIsForOneClinic_GoesExactlyAsApprovedAndNowhereElse()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("maternity-referral", Agencies.Midwife, s => s with { ApprovedContentOnly = true });
        (await world.SendAsync("maternity-referral", Agencies.Midwife)).Is("HOLD", ReasonKinds.ConsentContentChanged)
            .WaitsFor("content.approval");

        string approval = await world.ApproveAsync("maternity-referral", Agencies.Midwife, "the letter as she approved it");
        Outcome sent = (await world.SendAsync(
            "maternity-referral", Agencies.Midwife, change: i => i with { ApprovedContent = approval })).Is("RELEASE");
        JsonElement package = (await sent.TryCollectAsync()).Must(200).Element.GetProperty("letter");
        Assert.Equal(
            ("the letter as she approved it", "en", Agencies.Advocate.Worker.Person),
            (package.GetProperty("text").GetString(), package.GetProperty("language").GetString(), package.GetProperty("readBy")
                .GetString()));
        (await world.AskAsync("maternity-referral", Agencies.Clinic)).Is("REFUSE", ReasonKinds.ConsentRecipient);
    }

    [Fact]
    public async Task SC_043_WhenPsychiatryIsUrgent_OverridesAndRoutineNeedsConsent()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);

        (await world.SendAsync("mental-health-referral", Agencies.MentalHealth)).Is("REFUSE", ReasonKinds.ConsentNone);
        foreach (Agency? to in new[] { Agencies.Emergency, Agencies.Clinic })
        {
            Outcome urgent = (await world.SendAsync(
                "health-emergency", to, change: i => i with { Override = World.Claim(OverrideGround.SelfHarmOrIncapacity) })).Is("OVERRIDE")
                .Gives(
                    "identity.preferredName", "contact.safeChannel", "risk.suicideSelfHarm",
                    "language.preferred").Withholds("exploitation.forms");
            (await urgent.CollectAsync()).HoldsWhatWasDecided();
        }
    }

    [Fact]
    public async Task SC_044_WhenAFormAsksEveryPastAddress_LeavesThemOut()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);

        Outcome asked = (await world.AskAsync(
            "shelter-referral", Agencies.Shelter,
            ["accommodation.placementNeeds", "accommodation.placementRisks", "accommodation.pastPlaces"]))
            .Is("PARTIAL").WithholdsAs(ReasonKinds.FieldNotNeeded, "accommodation.pastPlaces");
        (await asked.CollectAsync()).HoldsJust("accommodation.placementNeeds", "accommodation.placementRisks");
        JsonElement shown = (await asked.OtherSideAsync()).Element.GetProperty("withheldGroups")[0];
        Assert.Equal(
            ("accommodation", Shown.NotNeeded), (shown.GetProperty("group").GetString(), shown.GetProperty("reasons")[0].GetString()));
    }

    [Fact]
    public async Task SC_046_WhenABedIsForTestimony_Refuses()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);

        (await world.AskAsync(
            "shelter-referral", Agencies.Shelter, ["justice.cooperationChoice"],
            i => i with { Use = StatedUse.ConditionOfSupport })).Is("REFUSE", ReasonKinds.PurposeConditionality);
    }

    [Fact]
    public async Task SC_047_WhenWagesAreUnpaid_UnionGetsTheClaimAlone()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("wage-claim", Agencies.Union);

        Outcome asked = (await world.AskAsync("wage-claim", Agencies.Union,
            [
                "employment.wageClaim",
                "employment.previous",
                "employment.conditions",
                "contact.safeChannel",
                "exploitation.narrative",
                "health.physical.conditions",
                "immigration.status",
            ]))
            .Is("PARTIAL").Withholds("exploitation.narrative", "health.physical.conditions", "immigration.status");
        (await asked.CollectAsync()).HoldsJust(
            "contact.safeChannel", "employment.conditions", "employment.previous", "employment.wageClaim");
    }
}
