using System.Text.Json.Nodes;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Cases;

namespace DataSharing.EndToEnd.Tests.Scenarios;

/// <summary>Section 4 of the scenarios: children and guardianship.</summary>
[Collection(AppCollection.Name)]
public sealed class ChildScenarios(RunningApp app)
{
    [Fact]
    public async Task SC_049_WhenAnOfficerReportsAChild_ReleasesWithoutConsentAndWithoutTheAccount()
    {
        World world = await World.OpenChildAsync(
            app, Agencies.Frontline, f => f with { Guardians = new GuardianFacts(), VolunteeredByChild = ["child.caringOrLabour"] });

        Outcome sent = (await world.SendAsync("child-protection-notification", Agencies.ChildProtection)).Is("RELEASE")
            .Gives("age.presumedChild", "identity.givenName", "language.preferred", "risk.safeguardingFlag", "contact.residence")
            .Withholds("exploitation.forms", "exploitation.narrative", "child.caringOrLabour");
        (await sent.CollectAsync()).HoldsWhatWasDecided();
    }

    [Fact]
    public async Task SC_050_WhenAgeIsInDoubt_HoldsWhileTheNotificationRuns()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        await world.ChangeFactsAsync(f => f with { Age = new AgeFacts { Status = AgeStatus.Disputed } });

        (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("HOLD", ReasonKinds.ChildAgeDoubt).WaitsFor("age.assessment");
        (await world.SendAsync("child-protection-notification", Agencies.ChildProtection)).Is("RELEASE");
    }

    [Theory]
    [InlineData(GuardianAdvocate.None)]
    [InlineData(GuardianAdvocate.Appointed)]
    public async Task SC_052_WhenNoGuardianHasMetTheChild_RefusesTheInterviewPackage(GuardianAdvocate advocate)
    {
        World world = await World.OpenChildAsync(app, Agencies.Advocate);
        await world.ConsentAsync("evidence-to-police", Agencies.PoliceForChildren);
        await world.ChangeFactsAsync(f => f with
        {
            Guardians = advocate == GuardianAdvocate.None ? new GuardianFacts() : f.Guardians with { Advocate = advocate },
        });

        (await world.SendAsync("evidence-to-police", Agencies.PoliceForChildren)).Is("REFUSE", ReasonKinds.ChildGuardianMissing);
    }

    [Fact]
    public async Task SC_053_WhenTheApprovingMotherIsImplicated_Refuses()
    {
        World world = await World.OpenChildAsync(app, Agencies.Harbour);
        await world.ConsentAsync("education-referral", Agencies.School);
        await world.ChangeFactsAsync(f => f with { Guardians = f.Guardians with { Parental = ParentalGuardian.Implicated } });

        (await world.SendAsync("education-referral", Agencies.School)).Is("REFUSE", ReasonKinds.ChildGuardianUnfit);
        (await world.TryConsentAsync("health-referral", Agencies.ChildClinic)).MustBe("invalid-consent");
    }

    [Fact]
    public async Task SC_055_WhileAgeIsDisputed_ReleasesUnderChildRulesOnly()
    {
        var disputed = new AgeFacts { Status = AgeStatus.Disputed };
        World child = await World.OpenChildAsync(app, Agencies.ChildProtection, f => f with { Age = disputed });
        await child.ConsentAsync("child-placement", Agencies.ChildHome);
        (await (await child.SendAsync("child-placement", Agencies.ChildHome)).Is("RELEASE").CollectAsync()).HoldsWhatWasDecided();

        World adult = await World.OpenAsync(app, Agencies.Advocate);
        await adult.ConsentAsync("shelter-referral", Agencies.Shelter);
        await adult.ChangeFactsAsync(f => f with { Age = disputed });
        Outcome held = (await adult.SendAsync("shelter-referral", Agencies.Shelter)).Is("HOLD", ReasonKinds.ChildAgeDoubt);

        // The dispute ends: the reviewer proceeds, and the fact that was waited for is on record now.
        await adult.ChangeFactsAsync(f => f with { Age = new AgeFacts { Status = AgeStatus.Adult, DecisionReasoned = true } });
        (await app.Api.PostAsync(
            Agencies.Advocate.Reviewer, $"sharing-requests/{held.Id}/review",
            new { action = "proceed", evidence = "age-decision-4" })).Must(202);
        (await (await held.BecomesAsync("ready")).Is("RELEASE").CollectAsync()).HoldsWhatWasDecided();
    }

    [Fact]
    public async Task SC_056_WhenAFamilyIsTraced_HoldsUntilTheCheckAndNeverPublishes()
    {
        World world = await World.OpenChildAsync(app, Agencies.Harbour, f => f with { FamilyCheck = CheckState.Open });
        await world.ConsentAsync("family-tracing", Agencies.Tracing);
        (await world.SendAsync("family-tracing", Agencies.Tracing)).Is("HOLD", ReasonKinds.RiskMissing);

        await world.ChangeFactsAsync(f => f with { FamilyCheck = CheckState.Clear });
        (await world.SendAsync("family-tracing", Agencies.Tracing)).Is("HOLD", ReasonKinds.RiskMissing)
            .WaitsFor("family.exceptionalReason");

        await world.ChangeFactsAsync(f => f with { ExceptionalReason = "reason-1" });
        Outcome sent = (await world.SendAsync("family-tracing", Agencies.Tracing)).Is("RELEASE").Gives("identity.givenName")
            .Withholds("identity.imageOrBiometric");
        (await sent.CollectAsync()).HoldsWhatWasDecided();
        (await world.AskAsync(
            "family-tracing", Agencies.Tracing, ["identity.givenName"],
            i => i with { Use = StatedUse.Publication })).Is("REFUSE", ReasonKinds.PurposeProhibited);
    }

    [Fact]
    public async Task SC_058_WhenAToddlerIsInDanger_OverridesForTheChildAlone()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);

        Outcome sent = (await world.SendAsync(
            "child-safety-concern", Agencies.ChildProtection,
            change: i => i with { Override = World.Claim(OverrideGround.ChildSafety) })).Is("OVERRIDE")
            .Gives("dependants.identity", "dependants.location", "guardian.conflict")
            .Withholds("exploitation.forms", "nrm.status", "risk.traffickingHistory");
        (await sent.CollectAsync()).HoldsWhatWasDecided();
    }

    [Fact]
    public async Task SC_059_WhenABoyIsGone_TheReportPassesAndPoliceGetNoFile()
    {
        World world = await World.OpenChildAsync(app, Agencies.Advocate);

        Outcome report = (await world.SendAsync(
            "missing-person", Agencies.PoliceForChildren,
            change: i => i with { Override = World.Claim(OverrideGround.Danger) })).Is("OVERRIDE")
            .Gives(
                "identity.givenName", "identity.imageOrBiometric", "contact.residence",
                "risk.disappearance").Withholds("exploitation.narrative");
        (await report.CollectAsync()).HoldsWhatWasDecided();
        (await world.AskAsync("guardian-advocate-file", Agencies.Police)).Is("REFUSE", ReasonKinds.RecipientRole);
    }

    [Fact]
    public async Task SC_061_WhenTheCaseloadIsFull_RefusesTheNextChild()
    {
        foreach ((Agency? service, int limit) in new[] { (Agencies.StrictGuardians, 16), (Agencies.MoreGuardians, 20) })
        {
            CaseFactsBody body = Given.Child() with { Guardians = Given.Guardians(service) };
            for (int children = 1; children <= limit; children++)
                (await app.Api.PostAsync(Agencies.ChildProtection.Worker, "cases", body)).Must(201);
            (await app.Api.PostAsync(Agencies.ChildProtection.Worker, "cases", body)).MustBe("caseload-full");
        }

        Support.Actor manager = Agencies.Coordination.Of("manager", Functions.Http.Roles.RegistryManage);
        Answer current = (await app.Api.GetAsync(manager, "registrations/" + Agencies.StrictGuardians.Id)).Must(200);
        JsonObject beyond = System.Text.Json.Nodes.JsonNode.Parse(current.Text)!.AsObject();
        foreach (string shown in beyond.Select(member => member.Key)
            .Except(
                typeof(Functions.Registry.RegistrationInput).GetProperties()
                    .Select(p => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(p.Name)))
            .ToList())
            beyond.Remove(shown);
        beyond["guardianCaseloadLimit"] = 25;
        (await app.Api.PutAsync(manager, "registrations/" + Agencies.StrictGuardians.Id, beyond, current.ETag)).MustBe("invalid-value")
            .Naming("/guardianCaseloadLimit");
    }

    [Fact]
    public async Task SC_062_WhenAdviceIsSecondTier_GoesWithoutIdentity()
    {
        World world = await World.OpenChildAsync(app, Agencies.GuardianAdvocates);
        await world.ConsentAsync("legal-advice", Agencies.ChildLawyer, s => s with { Tier = Tier.Case });

        Outcome sent = (await world.SendAsync("legal-advice", Agencies.ChildLawyer)).Is("RELEASE")
            .Withholds("identity.givenName", "identity.familyName", "contact.safeChannel");
        Assert.Equal("CASE", sent.Tier);
        Package package = await sent.CollectAsync();
        Assert.DoesNotContain(world.Record.AllMarks, mark => package.Text.Contains(mark, StringComparison.Ordinal));
        Assert.Equal("child", package.ValueOf("age.presumedChild"));
    }
}
