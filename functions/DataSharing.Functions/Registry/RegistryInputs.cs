using System.ComponentModel.DataAnnotations;

namespace DataSharing.Functions.Registry;

/// <summary>A token identity that acts for a registration; with a subject, only that app or person.</summary>
/// <param name="TenantId">The token's <c>tid</c>.</param>
/// <param name="AppId">The application that calls.</param>
/// <param name="Subject">The token's subject.</param>
public sealed record BindingInput([Label(128)] string TenantId, [Label(128)] string AppId, [Text(256)] string? Subject = null);

/// <summary>An official contact point. Source: R-083.</summary>
/// <param name="Id">Id within the agency.</param>
/// <param name="Name">What the agency calls it.</param>
/// <param name="Channel">Address or number at which it was checked.</param>
/// <param name="CheckedUntil">Until when the check holds; left out, it is unchecked and nothing goes there.</param>
/// <param name="Safeguarding">Whether it takes safety concerns: duties and overrides that name no desk go to it.</param>
/// <param name="Members">
/// Staff ids of those who may open what is sent to the desk, at most as many as the national profile allows. Who opens
/// something becomes a participant of that case. Left out, nobody opens it.
/// </param>
public sealed record DeskInput(
    [PartId] string Id,
    [Label(200)] string Name,
    [Label(200)] string Channel,
    DateTimeOffset? CheckedUntil = null,
    bool Safeguarding = false,
    [PartId] IReadOnlyList<string>? Members = null);

/// <summary>One agency in one actor code, as proposed; its members are those of <see cref="Registration"/>.</summary>
public sealed record RegistrationInput
{
    [Id] public required string Id { get; init; }
    [Id] public required string AgencyId { get; init; }
    [Name] public required string ActorCode { get; init; }
    [Label(200)] public required string DisplayName { get; init; }

    /// <summary>Number in an official register, as that register writes it. A bar that names it holds this agency.</summary>
    [Reference] public string? RegisterNumber { get; init; }
    [Country] public required string Country { get; init; }
    [Country] public string? BodyOfState { get; init; }
    public RegistrationStatus Status { get; init; }
    public bool IdentityVerified { get; init; }
    public DateTimeOffset? VerifiedUntil { get; init; }
    public DateTimeOffset? AccreditedUntil { get; init; }
    [Text(64)] public string? ConfidentialityPolicyVersion { get; init; }
    public DateTimeOffset? ConfidentialityPolicyReviewBy { get; init; }
    public bool ChildSpecialist { get; init; }
    [Most(20)] public IReadOnlyList<BindingInput> Bindings { get; init; } = [];

    /// <summary>
    /// The agency's own public key as a JSON Web Key (RFC 7517), public members alone: RSA of 2048 bits at least, or EC on P-256 or
    /// P-384. Packages sealed for it come as application/jose, and nobody else can open them.
    /// </summary>
    public JsonElement? PublicKey { get; init; }

    /// <summary>
    /// Whether packages for the agency's own key are signed inside by this server. Left out: yes, unless the change leaves a
    /// registration an RSA key whose packages were not signed. For an EC key they always are. Without a key of its own it means nothing.
    /// </summary>
    public bool? SignedPackages { get; init; }

    /// <summary>Left out: no notices are sent, so that a target is refused.</summary>
    [Name(2000)] public string? WebhookTarget { get; init; }
    [Most(50)] public IReadOnlyList<DeskInput> Desks { get; init; } = [];
    public bool DesignatedContactOnly { get; init; }
    [Range(1, 1000)] public int? GuardianCaseloadLimit { get; init; }
}

/// <summary>A named professional of one registration, as proposed; its members are those of <see cref="Person"/>.</summary>
public sealed record PersonInput
{
    /// <summary>The agency's opaque staff id. Never a name.</summary>
    [Id] public required string Id { get; init; }

    /// <summary>The object id under which the person signs in; left out, it is the staff id.</summary>
    [Text(256)] public string? Subject { get; init; }
    [Name] public IReadOnlyList<string> Roles { get; init; } = [];
    public DateTimeOffset? VettedUntil { get; init; }
    public PersonStatus Status { get; init; }
    public bool Volunteer { get; init; }
    [Id] public string? SupervisedBy { get; init; }
    public bool ChildSpecialist { get; init; }
}

/// <summary>One pathway in one direction; without groups, all of the pathway's.</summary>
/// <param name="Pathway">Id of the pathway that it opens.</param>
/// <param name="Sender">Registration that may send over it: one of the parties.</param>
/// <param name="Groups">Field groups that may pass.</param>
public sealed record LineInput([Name] string Pathway, [Name] string Sender, [Name] IReadOnlyList<string>? Groups = null);

/// <summary>The partnership protocol between two registrations, as proposed; its members are those of <see cref="Agreement"/>.</summary>
public sealed record AgreementInput
{
    [Id] public required string Id { get; init; }
    [Id] public required string PartyA { get; init; }
    [Id] public required string PartyB { get; init; }
    [Most(200)] public IReadOnlyList<LineInput> Lines { get; init; } = [];
    [Name] public IReadOnlyList<string> Purposes { get; init; } = [];
    [Name(2000)] public string? Roles { get; init; }
    [Name(2000)] public string? Means { get; init; }
    [Name(2000)] public string? DataProtectionClause { get; init; }
    [Name(2000)] public string? ConsentProcedure { get; init; }
    public DateTimeOffset? ValidFrom { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }
    public DateTimeOffset? ReviewBy { get; init; }
    public DateTimeOffset? SignedByA { get; init; }
    public DateTimeOffset? SignedByB { get; init; }
    [Name(2000)] public string? ForeignSafeguards { get; init; }
}
