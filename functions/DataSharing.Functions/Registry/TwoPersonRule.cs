namespace DataSharing.Functions.Registry;

/// <summary>
/// An act that takes two persons. The list is closed and stands here alone: whatever needs a second person names its rule to
/// <see cref="SecondPerson"/>, which judges all of them alike. Source; design.md, "Users and their way in".
/// </summary>
/// <param name="Id">Stable id.</param>
/// <param name="What">What the second person does, in words.</param>
/// <param name="Operation">Id of the operation by which the second person acts.</param>
public sealed record TwoPersonRule(string Id, string What, string Operation)
{
    private const string Review = "ReviewSharingRequest", Approve = "ApproveRegistryChange";

    public static readonly TwoPersonRule Hold = new("hold", "reviewing what is held", Review);
    public static readonly TwoPersonRule OverrideSecondPerson = new(
        "override.second-person", "approving a sharing without consent", Review);
    public static readonly TwoPersonRule OverrideConfirmation = new(
        "override.confirmation", "confirming an urgent sharing without consent", Review);
    public static readonly TwoPersonRule Reconsideration = new("reconsideration", "looking at a decision again", Review);
    public static readonly TwoPersonRule RegistrationCreation = new("registration.creation", "approving a new registration", Approve);
    public static readonly TwoPersonRule RegistrationUpdate = new("registration.update", "approving a change of a registration", Approve);
    public static readonly TwoPersonRule PersonCreation = new("person.creation", "approving a new person", Approve);
    public static readonly TwoPersonRule PersonUpdate = new("person.update", "approving a change of a person", Approve);
    public static readonly TwoPersonRule AgreementCreation = new("agreement.creation", "approving a new agreement", Approve);
    public static readonly TwoPersonRule AgreementUpdate = new("agreement.update", "approving a change of an agreement", Approve);

    public static readonly TwoPersonRule EmergencyOpening = new("case.emergency-opening", "opening a sealed case", "OpenCaseInDanger");
    public static readonly TwoPersonRule ClockCorrection = new("case.clock-correction", "setting a case's clock back", "CorrectCaseClock");

    /// <summary>Every rule.</summary>
    public static IReadOnlyList<TwoPersonRule> All { get; } =
        [.. typeof(TwoPersonRule).GetFields().Where(field => field.FieldType == typeof(TwoPersonRule))
            .Select(field => (TwoPersonRule)field.GetValue(null)!)];

    /// <summary>The rule of a change that waits for approval.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A change of this kind only takes rights away: one person suffices.</exception>
    public static TwoPersonRule Of(ChangeKind kind) => kind switch
    {
        ChangeKind.RegistrationCreation => RegistrationCreation,
        ChangeKind.RegistrationUpdate => RegistrationUpdate,
        ChangeKind.PersonCreation => PersonCreation,
        ChangeKind.PersonUpdate => PersonUpdate,
        ChangeKind.AgreementCreation => AgreementCreation,
        ChangeKind.AgreementUpdate => AgreementUpdate,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is applied by one person"),
    };
}
