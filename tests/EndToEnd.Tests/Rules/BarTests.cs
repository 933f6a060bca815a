using DataSharing.Domain.Policy;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Sharing;

namespace DataSharing.EndToEnd.Tests.Rules;

/// <summary>Whom she bars gets nothing, whatever the bar is written as. Source: .</summary>
[Collection(AppCollection.Name)]
public sealed class BarTests(RunningApp app)
{
    [Theory]
    [InlineData("CONS")]
    [InlineData("reg-consulate")]
    [InlineData("state:XV")]
    public async Task Bar_WhenItNamesTheConsulateByCodeIdOrState_GivesItNothing(string name)
    {
        string state = (await app.Api.GetAsync(
            Agencies.Coordination.Of("manager", Functions.Http.Roles.RegistryManage),
            "registrations/reg-consulate")).Must(200)["bodyOfState"];
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("consular-documents", Agencies.Consulate, s => s with { Countries = [state, Country.Home] });
        Outcome before = (await world.SendAsync("consular-documents", Agencies.Consulate)).Is("RELEASE").Gives("document.passport");

        await world.ChangeFactsAsync(
            f => f with { BarredBodies = [name.StartsWith("state:", StringComparison.Ordinal) ? "state:" + state : name] });

        (await world.SendAsync("consular-documents", Agencies.Consulate)).Is("REFUSE", ReasonKinds.RecipientConflict)
            .Withholds("document.passport", "identity.givenName");
        (await before.TryCollectAsync()).MustBe("superseded");
    }

    [Fact]
    public async Task Bar_WhenTheBarredBodyAsks_TellsItNothing()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate, f => f with { BarredBodies = ["SHELT"] });
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);

        await (await world.AskAsync("shelter-referral", Agencies.Shelter)).Is("NEUTRAL", ReasonKinds.RecipientConflict)
            .TellsAskerNothingAsync();
    }

    [Fact]
    public async Task Bar_WhenItNamesOnePerson_NeitherAsksNorOpensWhatCameToTheDesk()
    {
        (Support.Actor? barred, Support.Actor? colleague) = (Agencies.Shelter.Worker, Agencies.Shelter.SecondWorker);
        World world = await World.OpenAsync(
            app, Agencies.Advocate, f => f with { BarredBodies = [$"{Agencies.Shelter.Id}/{barred.Person}"] });
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);

        Outcome sent = (await world.SendAsync("shelter-referral", Agencies.Shelter, person: colleague)).Is("RELEASE");
        (await sent.TryCollectAsync(barred)).MustBe("not-collectable");
        (await app.Api.GetAsync(barred, "sharing-requests/" + sent.Id)).MustBe("not-found");
        (await world.AskAsync("shelter-referral", Agencies.Shelter, person: barred)).Is("NEUTRAL", ReasonKinds.RecipientConflict);
        (await world.AskAsync("shelter-referral", Agencies.Shelter, person: colleague)).Is("RELEASE");
    }

    [Fact]
    public async Task Bar_WhenItNamesARegisterNumber_HoldsWhoIsRegisteredLater()
    {
        World world = await World.OpenAsync(app, Agencies.Harbour, f => f with { BarredBodies = ["register:NV-4711"] });
        var later = new Agency("reg-later-clinic", "laterclinic");
        await Country.RegisterAsync(app.Api, later, "DOC-P", r => r with { RegisterNumber = "NV-4711" });
        await Country.AgreeAsync(app.Api, Agencies.Harbour, later, "health-referral");
        await world.ConsentAsync("health-referral", later);

        (await world.SendAsync("health-referral", later)).Is("REFUSE", ReasonKinds.RecipientConflict);
        await world.ChangeFactsAsync(f => f with { BarredBodies = [] });
        (await world.SendAsync("health-referral", later)).Is("RELEASE");
    }

    [Theory]
    [InlineData("The consulate in Arden")]
    [InlineData("reg-nobody")]
    [InlineData("reg-shelter/nobody")]
    [InlineData("state:Verland")]
    [InlineData("register:")]
    [InlineData("")]
    public async Task Bar_WhenItCouldMatchNobody_IsRefusedAtEntry(string name)
    {
        Answer refused = await app.Api.PostAsync(Agencies.Advocate.Worker, "cases", Given.Adult() with { BarredBodies = ["EMPL", name] });

        Assert.Equal(422, refused.Status);
        refused.Naming("/barredBodies/1");
    }

    [Fact]
    public async Task Conflict_WhenItNamesARegistrationOrAPerson_IsTakenInAndEnforced()
    {
        World world = await World.OpenAsync(
            app, Agencies.Advocate,
            f => f with { Conflicts = [Agencies.Shelter.Id, $"{Agencies.Clinic.Id}/{Agencies.Clinic.Worker.Person}"] });
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        await world.ConsentAsync("health-referral", Agencies.Clinic);

        (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("REFUSE", ReasonKinds.RecipientConflict);
        (await (await world.SendAsync("health-referral", Agencies.Clinic, person: Agencies.Clinic.SecondWorker)).Is("RELEASE")
            .TryCollectAsync(Agencies.Clinic.Worker)).MustBe("not-collectable");
        (await world.AskAsync("health-referral", Agencies.Clinic)).Is("NEUTRAL", ReasonKinds.RecipientConflict);
    }

    [Fact]
    public async Task Bar_WhenLifeIsInDanger_YieldsOnlyAfterTwoPersonsSaidThatNobodyElseCanAct()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate, f => f with { BarredBodies = ["POL-AT"] });
        OverrideInput claim = World.Claim(OverrideGround.Danger);

        (await world.SendAsync(
            "danger-response", Agencies.Police, change: i => i with { Override = claim })).Is("REFUSE", ReasonKinds.RecipientConflict);
        (await world.SendAsync(
            "danger-response", Agencies.Police,
            change: i =>
                i with { Override = claim with { NoUnbarredUnitReference = "minute-4" } })).Is("REFUSE", ReasonKinds.RecipientConflict);
        Outcome held = (await world.SendAsync(
            "danger-response", Agencies.Police,
            change: i => i with { Override = claim with { Urgent = false, NoUnbarredUnitReference = "minute-4" } }))
            .Is("HOLD").WaitsFor("override.secondPerson");
        (await world.ConfirmAsync(held)).Is("OVERRIDE").Gives("identity.preferredName").Flagged("override.barOutweighed");
        (await held.CollectAsync()).HoldsWhatWasDecided();

        await world.ChangeFactsAsync(f => f with { BarredBodies = [], Conflicts = [Agencies.Police.Id] });
        (await world.SendAsync(
            "danger-response", Agencies.Police,
            change: i =>
                i with
                {
                    Override =
                    claim with { Urgent = false, NoUnbarredUnitReference = "minute-4" }
                })).Is("REFUSE", ReasonKinds.RecipientConflict);
    }
}
