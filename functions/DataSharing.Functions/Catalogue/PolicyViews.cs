using DataSharing.Functions.Console;

namespace DataSharing.Functions.Catalogue;

/// <summary>The loaded policy as integrators read it: everything in the order of its codes, so that equal policies read alike.</summary>
internal static class PolicyViews
{
    private static readonly Dictionary<string, string> Roles = new(StringComparer.Ordinal)
    {
        [Http.Roles.SharingSubmit] = "sends and asks",
        [Http.Roles.SharingReceive] = "collects, accepts and attests",
        [Http.Roles.ConsentRecord] = "keeps cases, consents and records, and stops on the person's behalf",
        [Http.Roles.SharingReview] = "decides what waits for a person",
        [Http.Roles.LogReview] = "reads the access log: the data protection officer",
        [Http.Roles.RegistryManage] = "proposes and approves changes of the registry",
    };

    public static PolicyView Of(PolicySet policy) => new(
        policy.Version,
        policy.Profile.Country,
        policy.Profile.Edition,
        [.. policy.Pathways.Values.OrderBy(one => one.Id, StringComparer.Ordinal).Select(Of)],
        [.. policy.Purposes.Values.OrderBy(one => one.Code, StringComparer.Ordinal)
            .Select(one => new PurposeView(one.Code, one.Name, one.OneMatterEach))],
        [.. policy.Groups.Values.OrderBy(one => one.Id, StringComparer.Ordinal).Select(one =>
            new FieldGroupView(one.Id, one.Title, [.. one.Paths.Select(path => Of(policy.Fields[path]))]))],
        [.. policy.Limits.OrderBy(one => one.Key).Select(one => new CodeView(WireCode.Of(one.Key), one.Value.Meaning))],
        [.. policy.Actors.Values.OrderBy(one => one.Code, StringComparer.Ordinal).Select(one =>
            new ActorCodeView(one.Code, one.Name, one.Group, one.HighestTier, Sorted(one.Purposes)))],
        [.. policy.Overrides.Values.OrderBy(one => one.Id, StringComparer.Ordinal).Select(one => new OverrideSetView(
            one.Id, one.Ground, Words.Reasons[WireCode.Of(one.Ground)], Sorted(one.Recipients), Sorted(one.ChildRecipients),
            Sorted(one.Fields), one.Ground.MayBeUrgent()))],
        [.. policy.Holds.Values.OrderBy(one => one.Fact, StringComparer.Ordinal).Select(one => new HoldView(one.Fact, one.Act, one.By))],
        new GradingView(
            Grades(policy.HandlingCodes.Source), Grades(policy.HandlingCodes.Content),
            [.. policy.HandlingCodes.Handling.Values.OrderBy(one => one.Code, StringComparer.Ordinal)
                .Select(one => new CodeView(one.Code, one.Meaning))]),
        [.. Http.Roles.All.Select(role => new CodeView(role, Roles[role]))],
        [.. ReasonKinds.All.Order(StringComparer.Ordinal).Select(kind => new CodeView(kind, Words.Reasons[kind]))],
        [.. Words.Actions.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => new CodeView(one.Key, one.Value))],
        [.. NoticeElements.AfterStop.Select(element => new CodeView(element.Code, element.Meaning))],
        new PolicySettingsView(
            policy.Profile.AgeOfMajority, policy.Profile.ChildConsentAge, policy.Profile.DeskMemberCap,
            policy.Profile.GuardianCaseloadCap, policy.Profile.ReleaseLifetime.TotalDays));

    private static PathwayView Of(Pathway pathway) => new(
        pathway.Id, pathway.Title, pathway.Purpose, Sorted(pathway.Senders), Sorted(pathway.Recipients),
        [.. pathway.Directions.Order()], pathway.Ceiling, pathway.Subject, pathway.Consent.Required,
        [.. pathway.Fields.Where(tier => tier.Key <= pathway.Ceiling && tier.Value.Count > 0).OrderBy(tier => tier.Key)
            .Select(tier => new TierView(tier.Key, Sorted(tier.Value.Keys)))],
        [.. pathway.Levels.Select(level => new LevelView(level.Id, level.Meaning, Sorted(level.Without)))],
        [.. pathway.Conditions.Order()], Sorted(pathway.Overrides),
        [.. pathway.Refusals.Select(refusal => new RefusalView(refusal.What, refusal.Kind, Sorted(refusal.Fields)))],
        pathway.HoldClock.TotalDays);

    private static FieldView Of(PolicyField field) => new(
        field.Path, field.Meaning, field.FreeText, field.ChildOnly, field.IsKept,
        Sorted(field.Codes.Concat(field.Answers.Keys).Distinct(StringComparer.Ordinal)), field.Countries);

    private static IReadOnlyList<CodeView> Grades(IReadOnlyDictionary<string, Grade> grades) =>
        [.. grades.Values.OrderBy(one => one.Code, StringComparer.Ordinal).Select(one => new CodeView(one.Code, one.Meaning))];

    private static IReadOnlyList<string> Sorted(IEnumerable<string> codes) => [.. codes.Order(StringComparer.Ordinal)];
}
