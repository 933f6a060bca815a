using System.Collections.Frozen;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Policy;

public sealed class PathwayTests
{
    private static PolicySet Policy => PolicyFiles.Product.Value;

    [Fact]
    public void Pathways_WhenListed_CoverEveryGroupOfSystems() => Assert.Equal(
        ["children", "core", "identification", "justice", "referral", "return"],
        Policy.Pathways.Values.Select(p => p.Group).Distinct().Order());

    [Fact]
    public void FieldsAt_WhenShelterReferral_HoldsNeedsAndRisksButNotThePast()
    {
        FrozenDictionary<string, FieldGrant> fields = Policy.Pathways["police-referral-to-shelter"].FieldsAt(Tier.Portion);
        string[] expected =
        [
            "identity.preferredName", "contact.safeChannel", "language.preferred", "access.arrangements", "dependants.present",
            "accommodation.placementNeeds", "accommodation.placementRisks", "risk.threats",
        ];
        Assert.All(expected, path => Assert.True(fields.ContainsKey(path), path));
        Assert.DoesNotContain(fields.Values, g => g.Field.Group is "exploitation" or "history" or "immigration" or "justice");
        Assert.False(Policy.Pathways["shelter-referral"].FieldsAt(Tier.Portion).ContainsKey("accommodation.pastPlaces"));
    }

    [Fact]
    public void FieldsAt_WhenAboveTheCeiling_IsEmpty() =>
        Assert.Empty(Policy.Pathways["shelter-referral"].FieldsAt(Tier.Full));

    [Fact]
    public void FieldsAt_WhenPoliceIntelligence_HoldsNothingThatIdentifies()
    {
        Pathway pathway = Policy.Pathways["police-intelligence"];
        Assert.Equal(Tier.Case, pathway.Ceiling);
        Assert.Empty(pathway.FieldsAt(Tier.Portion));
        Assert.DoesNotContain(pathway.FieldsAt(Tier.Case).Values, g => g.Field.Group is "contact" or "shelter");
        Assert.DoesNotContain("exploitation.traffickers", pathway.FieldsAt(Tier.Case).Keys);
        Assert.Contains("exploitation.forms", pathway.FieldsAt(Tier.Case).Keys);
    }

    [Fact]
    public void Levels_WhenMaternity_OfferHistoryOrVulnerabilityOnly()
    {
        Pathway pathway = Policy.Pathways["maternity-referral"];
        Assert.Equal(["history", "vulnerability"], pathway.Levels.Select(l => l.Id));
        Assert.Contains("health.sexual.violence", pathway.Levels[1].Without.AsEnumerable());
        Assert.DoesNotContain("health.vulnerabilityMarker", pathway.Levels[1].Without.AsEnumerable());
    }

    [Fact]
    public void Consent_WhenChildProtectionNotification_RestsOnDuty()
    {
        Pathway pathway = Policy.Pathways["child-protection-notification"];
        Assert.Equal(new ConsentCondition(false, "duty", "R-131; R-135"), pathway.Consent);
        Assert.Contains("contact.residence", pathway.FieldsAt(Tier.Portion).Keys);
        Assert.DoesNotContain(pathway.FieldsAt(Tier.Portion).Values, g => g.Field.Group is "exploitation" or "history");
    }

    [Fact]
    public void Recipients_WhenAnyPathway_NeverHoldImmigrationEnforcement() =>
        Assert.DoesNotContain(
            Policy.Pathways.Values.SelectMany(p => p.Recipients), a => Policy.Actors[a].Is(ActorKind.ImmigrationEnforcement));

    [Fact]
    public void Clocks_WhenStage1_AreFiveDaysOrFortyEightHours()
    {
        PathwayClock clock = Policy.Pathways["stage1-identification"].Clocks.Single(c => c.Id == "stage1Decision");
        Assert.Equal((TimeSpan.FromDays(5), TimeSpan.FromHours(48), "R-212"), (clock.Adult, clock.Child, clock.Source));
    }

    [Fact]
    public void HoldClock_WhenThePathwayIsSilent_IsTheProfiles()
    {
        Assert.Equal(TimeSpan.FromDays(14), Policy.Profile.HoldClock);
        Assert.Equal(TimeSpan.FromDays(14), Policy.Pathways["wage-claim"].HoldClock);
        Assert.Equal(TimeSpan.FromDays(1), Policy.Pathways["danger-response"].HoldClock);
    }

    [Fact]
    public void Profile_WhenProductFiles_HasTheDefaultsOfTheRules()
    {
        NationalProfile profile = Policy.Profile;
        Assert.Equal((18, 18), (profile.AgeOfMajority, profile.ChildConsentAge));
        Assert.Equal((90, 30, 20), (profile.ReflectionDays, profile.ReflectionFloorDays, profile.GuardianCaseloadCap));
        Assert.Equal(Enum.GetValues<OverrideGround>().Order(), Policy.Profile.OverrideGrounds.Order());
        Assert.Contains("R-232", Policy.Profile.Sources["reflectionDays"], StringComparison.Ordinal);
    }
}
