using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Policy;

public sealed class PolicyCatalogueTests
{
    private static PolicySet Policy => PolicyFiles.Product.Value;

    [Fact]
    public void Load_WhenProductFiles_HoldsTheWholeCatalogue()
    {
        Assert.Equal(290, Policy.Fields.Count);
        Assert.Equal(41, Policy.Groups.Count);
        Assert.Equal(58, Policy.Actors.Count);
        Assert.Equal(29, Policy.Purposes.Count);
        Assert.Equal(5, Policy.HandlingCodes.Source.Count);
        Assert.Equal(5, Policy.HandlingCodes.Content.Count);
        Assert.Equal(5, Policy.HandlingCodes.Handling.Count);
        Assert.Equal(8, Policy.Overrides.Count);
        Assert.Equal(17, Policy.Holds.Count);
    }

    [Fact]
    public void PurposeCodes_WhenCompared_AreThoseOfTheFile() =>
        Assert.Equal(Policy.Purposes.Keys.Order(), typeof(PurposeCodes).GetFields().Select(f => (string)f.GetRawConstantValue()!).Order());

    [Fact]
    public void Direct_WhenListed_LeavesOutOnlyPurposesThatDoNotMeetThePerson() =>
        Assert.Equal(["FILM", "INTEL", "INTP", "STAT"], Policy.Purposes.Values.Where(p => !p.Direct).Select(p => p.Code).Order());

    [Theory]
    [InlineData("contact.residence", NeverFlag.PlacementCircleOnly)]
    [InlineData("contact.residence", NeverFlag.Relatives)]
    [InlineData("shelter.location", NeverFlag.Police)]
    [InlineData("shelter.location", NeverFlag.Employers)]
    [InlineData("identity.nationality", NeverFlag.ImmigrationEnforcement)]
    [InlineData("identity.givenName", NeverFlag.OriginState)]
    [InlineData("health.physical.allergies", NeverFlag.ImmigrationEnforcement)]
    [InlineData("health.physical.allergies", NeverFlag.Employers)]
    [InlineData("health.mental.therapyRecord", NeverFlag.CourtRoute)]
    [InlineData("immigration.status", NeverFlag.ImmigrationEnforcement)]
    [InlineData("intelligence.source", NeverFlag.NeverLeaves)]
    [InlineData("exploitation.traffickers", NeverFlag.Originator)]
    [InlineData("identity.religion", NeverFlag.DecisionInput)]
    public void Never_WhenRowOrGroupNamesAFlag_HoldsBoth(string path, NeverFlag flag) =>
        Assert.Contains(flag, Policy.Fields[path].Never.AsEnumerable());

    [Theory]
    [InlineData("identity.dateOfBirth", Generaliser.AdultOrChild)]
    [InlineData("identity.nationality", Generaliser.RegionOfWorld)]
    [InlineData("exploitation.sites", Generaliser.District)]
    [InlineData("exploitation.period", Generaliser.Year)]
    [InlineData("nrm.dates", Generaliser.Quarter)]
    [InlineData("exploitation.otherVictims", Generaliser.Count)]
    public void Case_WhenGeneralised_NamesTheGeneraliser(string path, Generaliser generaliser) =>
        Assert.Equal(new CaseTreatment(CaseAction.Generalise, generaliser, false), Policy.Fields[path].Case);

    [Theory]
    [InlineData("access.details", "HOUSE", PortionLimit.EffectOnly)]
    [InlineData("access.details", "PHYS", null)]
    [InlineData("risk.suicideSelfHarm", "HOUSE", PortionLimit.SafetyLineOnly)]
    [InlineData("risk.suicideSelfHarm", "MENT", null)]
    [InlineData("contact.phone.number", "WAGE", PortionLimit.IfSafeToUse)]
    [InlineData("exploitation.narrative", "EVID", PortionLimit.ApprovedText)]
    [InlineData("justice.cooperationChoice", "PERM", PortionLimit.CoOperationGroundOnly)]
    [InlineData("nrm.status", "EDUC", PortionLimit.EntitledOnly)]
    [InlineData("preference.community", "PHYS", PortionLimit.WantedOrAvoidedOnly)]
    public void FieldsOf_WhenCatalogueBracketsACondition_CarriesTheLimit(string path, string purpose, PortionLimit? limit) =>
        Assert.Equal(limit, Policy.FieldsOf(purpose, Tier.Portion)[path].Limit);

    [Fact]
    public void FieldsOf_WhenAnyTier_NeverHoldsWhatNeverLeaves()
    {
        foreach (string purpose in Policy.Purposes.Keys)
            foreach (Tier tier in Enum.GetValues<Tier>())
                Assert.DoesNotContain(Policy.FieldsOf(purpose, tier).Values, g => g.Field.Never.Contains(NeverFlag.NeverLeaves));
    }

    [Fact]
    public void FieldsOf_WhenCase_HoldsNoIdentifierInClear()
    {
        IEnumerable<FieldGrant> clear = Policy.Purposes.Keys
            .SelectMany(p => Policy.FieldsOf(p, Tier.Case).Values)
            .Where(g => g.Field.Case.Action == CaseAction.Keep && !g.Field.Case.ReidentificationCheck)
            .Where(g => g.Field.Marks.Contains(Mark.Identifying) || g.Field.Marks.Contains(Mark.Location));
        Assert.Empty(clear);
    }

    [Fact]
    public void FieldsOf_WhenInclusion_HoldsNoFamilyName() =>
        Assert.False(Policy.FieldsOf(PurposeCodes.Incl, Tier.Portion).ContainsKey("identity.familyName"));

    [Fact]
    public void Actors_WhenFullEligible_AreThoseTheCatalogueMarks() => Assert.Equal(
        ["ADV", "CA", "CA-CIV", "CHILDP", "GUARD-A", "GUARD-P", "LAWY", "NGO-S", "SOC", "SURV", "SURV-C"],
        Policy.Actors.Values.Where(a => a.FullEligible).Select(a => a.Code).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("IMM-E", ActorKind.ImmigrationEnforcement)]
    [InlineData("POL-AT", ActorKind.Police)]
    [InlineData("CONS", ActorKind.OriginStatePossible)]
    [InlineData("VOL", ActorKind.Employer)]
    [InlineData("SHELT", ActorKind.PlacementCircle)]
    [InlineData("REL", ActorKind.Relative)]
    [InlineData("ADVERS", ActorKind.NeverRecipient)]
    [InlineData("CHILDP", ActorKind.ChildSpecialist)]
    public void Is_WhenCatalogueSaysSo_IsTrue(string actor, ActorKind kind) => Assert.True(Policy.Actors[actor].Is(kind));

    [Fact]
    public void Permits_WhenCodeDoesNotNameTheClass_IsFalse()
    {
        Assert.True(Permits("H2", "nonProsecutingOwnState"));
        Assert.False(Permits("H3", "nonProsecutingOwnState"));
        Assert.False(Permits("H4", "lawEnforcementAndProsecution"));
        Assert.True(Policy.HandlingCodes.Handling["H5"].ReferToOriginator);

        static bool Permits(string code, string recipients) => Policy.HandlingCodes.Handling[code].Permits.Contains(recipients);
    }
}
