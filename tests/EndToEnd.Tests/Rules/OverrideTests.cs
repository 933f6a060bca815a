using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Rules;

/// <summary>
/// Grounds without their fact, minimum sets with gaps, and what one person alone may open. Source,
///
/// </summary>
[Collection(AppCollection.Name)]
public sealed class OverrideTests(RunningApp app)
{
    private static Task<Outcome> ClaimAsync(
        World world, string pathway, Agency to, OverrideGround ground, string[]? fields = null,
        Func<Functions.Sharing.OverrideInput, Functions.Sharing.OverrideInput>? change = null) =>
        world.SendAsync(pathway, to, fields, i => i with { Override = change?.Invoke(World.Claim(ground)) ?? World.Claim(ground) });

    [Fact]
    public async Task Override_WhenAnAdultIsReportedUnderAChildsDuty_GivesNobodyAnything()
    {
        World world = await World.OpenAsync(app, Agencies.Social);

        foreach (Agency? to in new[] { Agencies.Police, Agencies.Frontline, Agencies.ChildProtection })
            (await ClaimAsync(
                world, "danger-response", to, OverrideGround.MandatedReport,
                ["exploitation.forms", "identity.preferredName"])).Is("REFUSE", ReasonKinds.OverrideGroundMissing);
        foreach (Agency? to in new[] { Agencies.Police, Agencies.Frontline })
            (await ClaimAsync(world, "danger-response", to, OverrideGround.ChildRecruiting)).Is("REFUSE", ReasonKinds.OverrideGroundMissing)
                .Withholds("identity.givenName", "contact.residence");
        Outcome report = (await ClaimAsync(
            world, "danger-response", Agencies.Prosecutor, OverrideGround.MandatedReport, ["exploitation.forms"]))
            .Is("HOLD").WaitsFor("override.secondPerson");
        (await world.ConfirmAsync(report)).Is("OVERRIDE").Gives("exploitation.forms");
    }

    [Fact]
    public async Task Override_WhenNobodyIsInCustody_OpensNothingForDetention()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);

        (await ClaimAsync(world, "detention-alert", Agencies.Lawyer, OverrideGround.Detention)).Is(
            "REFUSE", ReasonKinds.OverrideGroundMissing);
    }

    [Fact]
    public async Task Override_WhenTheRecordNamesNoChild_IsNoChildsSafety()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ReplaceRecordAsync(world.Record.Declining("dependants.identity"));

        (await ClaimAsync(world, "child-safety-concern", Agencies.ChildProtection, OverrideGround.ChildSafety)).Is(
            "REFUSE", ReasonKinds.OverrideGroundMissing);
        await world.ReplaceRecordAsync(world.Record);
        (await ClaimAsync(world, "child-safety-concern", Agencies.ChildProtection, OverrideGround.ChildSafety)).Is("OVERRIDE")
            .Gives("dependants.identity", "dependants.location").Withholds("identity.givenName", "contact.residence");
    }

    [Fact]
    public async Task Override_WhenTheFirstChoiceIsEmpty_TakesWhatIsOnRecordAndNamesTheGap()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ReplaceRecordAsync(world.Record.Declining("identity.preferredName", "risk.suicideSelfHarm"));

        Outcome sent = (await ClaimAsync(world, "health-emergency", Agencies.Emergency, OverrideGround.SelfHarmOrIncapacity)).Is("OVERRIDE")
            .Gives("identity.appearance", "contact.residence").Withholds("identity.preferredName");
        Assert.Contains(sent.Decision.GetProperty("gaps").EnumerateArray(), gap => gap.GetString() == "risk.suicideSelfHarm");
        Assert.Contains(world.Record.MarkOf("identity.appearance"), (await sent.CollectAsync()).Text, StringComparison.Ordinal);
        (await ClaimAsync(
            world, "health-emergency", Agencies.Emergency, OverrideGround.SelfHarmOrIncapacity,
            change: c => c with { Concern = "risk.acuteHealth" })).Is("OVERRIDE")
            .Gives("risk.acuteHealth").Withholds("risk.suicideSelfHarm");
    }

    [Fact]
    public async Task Override_WhenItsPackageWouldHoldNothing_WaitsForTheRecordAndNothingElseEverGoesEmpty()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        await world.ReplaceRecordAsync(world.Record.Only("exploitation.narrative"));

        (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("REFUSE", ReasonKinds.RecordMissing);
        Outcome held = (await ClaimAsync(world, "danger-response", Agencies.Police, OverrideGround.Danger)).Is("HOLD")
            .WaitsFor("record.missing");
        Assert.Contains(
            held.Decision.GetProperty("reasons").EnumerateArray().SelectMany(r => r.GetProperty("missing").EnumerateArray()),
            path => path.GetString() == "identity.preferredName");
        Assert.Contains("on record", held.HolderView.GetProperty("act").GetString(), StringComparison.Ordinal);
        await world.ReplaceRecordAsync(world.Record);
        (await world.ConfirmAsync(held)).Is("OVERRIDE").Gives("identity.preferredName");
    }

    [Fact]
    public async Task Override_WhenEveryReleasedValueTurnsOutToBeEmpty_SendsNothing()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("health-referral", Agencies.Clinic);
        // A part that this record does not have is all that may pass.
        await world.ReplaceRecordAsync(
            world.Record.With("preference.community", one => one with { Parts = null, Items = null }).Only("preference.community"));

        (await world.SendAsync("health-referral", Agencies.Clinic)).Is("REFUSE", ReasonKinds.RecordMissing);
    }

    [Fact]
    public async Task Override_WhenACourtOrdersATherapyRecord_OpensItAfterNotice()
    {
        World world = await World.OpenAsync(app, Agencies.Social);
        await OrderAsync(told: false);
        (await world.ConfirmAsync(await SendAsync())).Withholds("health.mental.therapyRecord");
        await OrderAsync(told: true);
        Outcome sent = (await world.ConfirmAsync(await SendAsync())).Is("OVERRIDE").Gives("health.mental.therapyRecord");
        Assert.Contains(world.Record.MarkOf("health.mental.therapyRecord"), (await sent.CollectAsync()).Text, StringComparison.Ordinal);

        Task OrderAsync(bool told) => world.ChangeFactsAsync(
            f => f with
            {
                CourtOrders = [new CourtOrder(
                "order-9", Agencies.Prosecutor.Id, ["health.mental.therapyRecord", "identity.givenName"], Given.Now.AddDays(30), told)]
            });
        Task<Outcome> SendAsync() => ClaimAsync(
            world, "danger-response", Agencies.Prosecutor, OverrideGround.CourtOrder, change: c => c with { OrderReference = "order-9" });
    }

    [Theory]
    [InlineData(OverrideGround.Detention, "/override/urgent")]
    [InlineData(OverrideGround.MandatedReport, "/override/urgent")]
    [InlineData(OverrideGround.CourtOrder, "/override/urgent")]
    public async Task Override_WhenUrgentOnAGroundThatIsNot_IsRefusedAtEntry(OverrideGround ground, string member)
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        object Send(object claim) => new
        {
            direction = "send",
            pathway = "danger-response",
            @case = world.Case,
            recipient = Agencies.Police.Id,
            @override = claim,
        };

        (await app.Api.PostAsync(Agencies.Advocate.Worker, "sharing-requests", Send(World.Claim(ground) with { Urgent = true })))
            .MustBe("invalid-value").Naming(member);
        (await app.Api.PostAsync(
            Agencies.Advocate.Worker, "sharing-requests", Send(World.Claim(OverrideGround.Danger) with { Concern = "risk.basicNeeds" })))
            .MustBe("invalid-value").Naming("/override/concern");
        (await app.Api.PostAsync(
            Agencies.Advocate.Worker, "sharing-requests",
            new
            {
                direction = "send",
                pathway = "danger-response",
                @case = world.Case,
                recipient = Agencies.Police.Id,
                tier = "CASE",
                @override = World.Claim(OverrideGround.Danger),
            }))
            .MustBe("invalid-value").Naming("/tier");
    }
}
