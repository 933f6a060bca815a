using System.Text.Json.Nodes;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;

namespace DataSharing.EndToEnd.Tests.Rules;

/// <summary>
/// What is recorded is read, and what would not be read is not taken in. Source.
/// </summary>
[Collection(AppCollection.Name)]
public sealed class RecordedFactTests(RunningApp app)
{
    [Fact]
    public async Task Consent_WhenHerRequestOrThePriorDiscussionIsNotRecorded_IsRefusedNamingTheMember()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);

        Pointer(
            await world.TryConsentAsync("legal-advice", Agencies.Lawyer, s => s with { AtPersonsRequest = false }),
            "/scopes/0/atPersonsRequest");
        Pointer(
            await world.TryConsentAsync("consular-documents", Agencies.Consulate, s => s with { AtPersonsRequest = false }),
            "/scopes/0/atPersonsRequest");
        Pointer(
            await world.TryConsentAsync("shelter-referral", Agencies.Shelter, s => s with { DiscussedAt = null }), "/scopes/0/discussedAt");
        Pointer(
            await world.TryConsentAsync("shelter-referral", Agencies.Shelter, s => s with { DiscussedAt = Given.Now.AddDays(1) }),
            "/scopes/0/discussedAt");

        static void Pointer(Answer reply, string pointer) =>
            Assert.Contains(
                reply.MustBe("invalid-consent").Element.GetProperty("errors").EnumerateArray(),
                error => error.GetProperty("pointer").GetString() == pointer);
    }

    [Theory]
    [InlineData("shelter-referral", "reg-shelter", "shelter")]
    [InlineData("evidence-to-police", "reg-police-at", "policeat")]
    [InlineData("wage-claim", "reg-union", "union")]
    public async Task Sharing_WhenRiskIsNotAssessedOrLongAgo_Waits(string pathway, string id, string name)
    {
        (World? world, Agency? to) = (await World.OpenAsync(app, Agencies.Advocate), new Agency(id, name));
        await world.ConsentAsync(pathway, to);
        foreach (RiskFacts? risk in new[] { null, new RiskFacts { Id = "risk-old", At = Given.Now.AddDays(-400) } })
        {
            await world.ChangeFactsAsync(f => f with { Risk = risk });
            (await world.SendAsync(pathway, to)).Is("HOLD", ReasonKinds.RiskMissing).WaitsFor("risk.assessment");
        }

        await world.ChangeFactsAsync(f => f with { Risk = new RiskFacts { Id = "risk-new", At = Given.Now.AddDays(-1) } });
        (await world.SendAsync(pathway, to)).Is("RELEASE");
    }

    [Theory]
    [InlineData("emergencyState", "true")]
    [InlineData("criminalCaseOpenedAt", "\"2026-01-01T00:00:00Z\"")]
    public async Task Facts_WhenNoRuleReadsThem_AreNotTakenIn(string member, string value)
    {
        JsonObject body = System.Text.Json.JsonSerializer.SerializeToNode(Given.Adult(), JsonBody.Options)!.AsObject();
        body[member] = System.Text.Json.Nodes.JsonNode.Parse(value);

        Assert.Equal(
            400, (await app.Api.PostAsync(Agencies.Advocate.Worker, "cases", body)).Naming("/" + member).Status);
    }

    [Fact]
    public async Task Registration_WhenGuardiansBelongToThePolice_IsRefused()
    {
        Support.Actor manager = Agencies.Coordination.Of("manager", Roles.RegistryManage);
        RegistrationInput Input(string id, string code, string body) => new()
        {
            Id = id,
            AgencyId = body,
            ActorCode = code,
            DisplayName = "Agency for a test",
            Country = Country.Home,
            Bindings = [new(Tokens.SampleDirectory, "app-" + id)],
            Desks = [new("desk-1", "Desk", "desk@example.org")],
        };

        (await app.Api.PostAsync(manager, "registrations", Input("reg-police-guards", "GUARD-A", "body-police"))).MustBe("invalid-value")
            .Naming("/agencyId");
        (await app.Api.PostAsync(manager, "registrations", Input("reg-removal-guards", "GUARD-S", "body-immigration")))
            .MustBe("invalid-value").Naming("/agencyId");
        string guardians = (await app.Api.GetAsync(
            manager, "registrations/" + Agencies.GuardianAdvocates.Id)).Must(200)["agencyId"];
        (await app.Api.PostAsync(manager, "registrations", Input("reg-guard-police", "POL-F", guardians))).MustBe("invalid-value")
            .Naming("/agencyId");
        (await app.Api.PostAsync(manager, "registrations", Input("reg-guard-social", "SOC", guardians))).Must(202);
    }

    [Fact]
    public async Task Hold_WhenTheTextChanged_SaysWhatIsToBeDoneAndByWhom()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("maternity-referral", Agencies.Midwife, s => s with { ApprovedContentOnly = true });
        string approval = await world.ApproveAsync("maternity-referral", Agencies.Midwife, "as she approved it");
        await world.ReplaceRecordAsync(new SampleRecord("edited", false));

        Outcome held = (await world.SendAsync("maternity-referral", Agencies.Midwife, change: i => i with { ApprovedContent = approval }))
            .Is("HOLD").WaitsFor("content.approval");
        Assert.NotEmpty(held.HolderView.GetProperty("act").GetString()!);
        Assert.NotEmpty(held.HolderView.GetProperty("actBy").GetString()!);
    }

    [Fact]
    public async Task Hold_WhenADeskWasNeverChecked_WaitsForItsFirstCheckAlone()
    {
        var fresh = new Agency("reg-fresh-clinic", "freshclinic");
        await Country.RegisterAsync(app.Api, fresh, "DOC-P", r => r with { Desks = [new(fresh.Desk, "Desk", "desk@fresh.example")] });
        var lapsed = new Agency("reg-lapsed-clinic", "lapsedclinic");
        await Country.RegisterAsync(
            app.Api, lapsed, "DOC-P",
            r => r with { Desks = [new(lapsed.Desk, "Desk", "desk@lapsed.example", DateTimeOffset.UtcNow.AddDays(-1))] });
        World world = await World.OpenAsync(app, Agencies.Advocate);
        foreach (Agency? to in new[] { fresh, lapsed })
        {
            await Country.AgreeAsync(app.Api, Agencies.Advocate, to, "health-referral");
            await world.ConsentAsync("health-referral", to);
        }

        (await world.SendAsync("health-referral", fresh)).Is("HOLD", ReasonKinds.ChannelUnverified).WaitsFor("desk.checked");
        (await world.SendAsync("health-referral", lapsed)).Is("REFUSE", ReasonKinds.ChannelUnverified);
    }

    [Fact]
    public async Task Sharing_WhenTheChoiceOnCoOperationIsNotRecorded_RefusesInsteadOfPressing()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate, f => f with { Cooperation = CooperationChoice.NotRecorded });
        await world.ConsentAsync("evidence-to-police", Agencies.Police);

        (await world.SendAsync("evidence-to-police", Agencies.Police)).Is("REFUSE", ReasonKinds.ConsentNone);
    }

    [Fact]
    public async Task Sharing_WhenACourtContinuesTheGuardianship_StaysOnTheChildsPathways()
    {
        World world = await World.OpenChildAsync(app, Agencies.ChildProtection);
        await world.ConsentAsync("child-placement", Agencies.ChildHome);
        (await world.SendAsync("child-placement", Agencies.ChildHome)).Is("RELEASE");

        // The record is brought up to date first: one that still calls her a child puts the adult's age in doubt.
        await world.ReplaceRecordAsync(
            world.Record.With(
                "identity.dateOfBirth",
                one => one with { Value = "1994-04-09" }).With("age.presumedChild", one => one with { Value = "adult" }));
        await world.ChangeFactsAsync(
            f => f with
            {
                Age = new AgeFacts
                {
                    Status = AgeStatus.Adult,
                    MajorityAt = Given.Now.AddDays(-1),
                    GuardianshipContinues = true,
                    DecisionReasoned = true,
                }
            });
        (await world.SendAsync("child-placement", Agencies.ChildHome)).Is("RELEASE");
        await world.ChangeFactsAsync(f => f with { Age = f.Age with { GuardianshipContinues = false }, Guardians = new GuardianFacts() });
        (await world.SendAsync("child-placement", Agencies.ChildHome)).Is("REFUSE");
    }

    [Fact]
    public async Task Address_WhenTheSpecialistIsAssignedAndInTheCircle_PassesToNobodyElse()
    {
        World world = await World.OpenChildAsync(app, Agencies.ChildProtection);
        await world.ConsentAsync(
            "guardian-advocate-file", Agencies.GuardianAdvocates,
            s => s with { Tier = Tier.Full, FullByExplicitChoice = true, Included = ["shelter.location", "shelter.region", "identity"] });
        (Support.Actor? assigned, Support.Actor? other) = (Agencies.GuardianAdvocates.Worker, Agencies.GuardianAdvocates.SecondWorker);
        await world.InvolveAsync(
            new ParticipantInput(Agencies.GuardianAdvocates.Id, assigned.Person, PlacementCircle: true, AssignedChildSpecialist: true),
            new ParticipantInput(Agencies.GuardianAdvocates.Id, other.Person, PlacementCircle: true));

        (await world.AskAsync(
            "guardian-advocate-file", Agencies.GuardianAdvocates, ["shelter.location", "identity.givenName"], involved: false,
            person: assigned)).Gives("shelter.location");
        (await world.AskAsync(
            "guardian-advocate-file", Agencies.GuardianAdvocates, ["shelter.location", "identity.givenName"], involved: false,
            person: other))
            .Gives("identity.givenName").Withholds("shelter.location");
    }
}
