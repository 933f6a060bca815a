namespace DataSharing.Domain.Registry;

/// <summary>Whether a registration may take part in sharing. Source: .</summary>
[JsonConverter(typeof(CamelCaseEnum<RegistrationStatus>))]
public enum RegistrationStatus
{
    /// <summary>Takes part.</summary>
    Active,

    /// <summary>Under suspicion or review: gets nothing until reinstated.</summary>
    Suspended,

    /// <summary>Left for good.</summary>
    Ended,
}

/// <summary>
/// One agency acting in one actor code. A body with two codes (police that also run immigration) has two registrations;
/// rights attach to the code in use, never to the body, and are not inherited by parent, branch or contractor.
/// Source: actors.md.
/// </summary>
public sealed record Registration
{
    /// <summary>Stable id, e.g. <c>reg-shelter-1</c>. Unique in the registry.</summary>
    public required RegistrationId Id { get; init; }

    /// <summary>Id of the legal body. Several registrations may share it.</summary>
    public required string AgencyId { get; init; }

    /// <summary>Actor code, e.g. <c>SHELT</c>; the policy lists them. Source: actors.md.</summary>
    public required string ActorCode { get; init; }

    /// <summary>Its number in an official register, as that register writes it; null: none given. A bar may name it .</summary>
    public string? RegisterNumber { get; init; }

    /// <summary>Name shown to survivors and agencies.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Where it sits: two-letter country code of ISO 3166-1, upper case.</summary>
    public required string Country { get; init; }

    /// <summary>
    /// The State whose body it is, as a two-letter code; null for a body of no State. An embassy sits in one country and
    /// belongs to another.
    /// </summary>
    public string? BodyOfState { get; init; }

    /// <summary>Whether it takes part. Default: active.</summary>
    public RegistrationStatus Status { get; init; }

    /// <summary>Whether identity and credentials were checked. Source: R-081.</summary>
    public bool IdentityVerified { get; init; }

    /// <summary>End, exclusive, of that check; null: it does not stand.</summary>
    public DateTimeOffset? VerifiedUntil { get; init; }

    /// <summary>End, exclusive, of accreditation or vetting; null: none on record, so it does not stand. Source: R-084.</summary>
    public DateTimeOffset? AccreditedUntil { get; init; }

    /// <summary>Version of its confidentiality policy, stamped on each access; null: none. Source: R-090.</summary>
    public string? ConfidentialityPolicyVersion { get; init; }

    /// <summary>When that policy must be reviewed, exclusive: past it the agency gets no delivery. Source: R-090, CORE-02.</summary>
    public DateTimeOffset? ConfidentialityPolicyReviewBy { get; init; }

    /// <summary>Works with children and is linked to the child-protection system. Source: R-137.</summary>
    public bool ChildSpecialist { get; init; }

    /// <summary>The token identities that act for it.</summary>
    public IReadOnlyList<IdentityBinding> Bindings { get; init; } = [];

    /// <summary>Key id (<c>kid</c>) of its own public key, or null: then the hub's key for it is used.</summary>
    public string? PublicKeyId { get; init; }

    /// <summary>That public key as a JSON Web Key (RFC 7517), public part only; null with <see cref="PublicKeyId"/>.</summary>
    public string? PublicKeyJwk { get; init; }

    /// <summary>
    /// Whether what is sealed for its own RSA key is signed inside. Default false: registrations from before there were signatures
    /// read packages without one. Packages for an EC key are signed whatever it says.
    /// </summary>
    public bool SignedPackages { get; init; }

    /// <summary>Of before: where notices were to go. None are sent, and none is taken in any more.</summary>
    public string? WebhookTarget { get; init; }

    /// <summary>Official contact points. Source: R-083.</summary>
    public IReadOnlyList<ContactDesk> Desks { get; init; } = [];

    /// <summary>
    /// Data goes only to its designated contact (interlocutor) on the case, no other officer. Source: R-079, D:14775-14785.
    /// </summary>
    public bool DesignatedContactOnly { get; init; }

    /// <summary>
    /// Most children one guardian advocate of this service may have; null: the profile's limit. Only lower values count.
    /// Source.
    /// </summary>
    public int? GuardianCaseloadLimit { get; init; }

    /// <summary>Grows with each change; a release whose decision saw another epoch sends no byte.</summary>
    public long Epoch { get; init; } = 1;

    /// <summary>Whether a person is a named member of one of its desks .</summary>
    public bool HasMember(string deskId, PersonId personId)
    {
        foreach (ContactDesk desk in Desks)
            if (desk.Id == deskId)
                return desk.Members.Contains(personId);
        return false;
    }

    /// <summary>Whether identity, accreditation and confidentiality policy all stand at <paramref name="now"/>.</summary>
    public bool StandsAt(DateTimeOffset now) =>
        Status == RegistrationStatus.Active
        && IdentityVerified && VerifiedUntil is { } verified && now < verified
        && AccreditedUntil is { } accredited && now < accredited
        && ConfidentialityPolicyVersion is not null
        && ConfidentialityPolicyReviewBy is { } review && now < review;
}

/// <summary>A token identity that acts for a registration.</summary>
/// <param name="TenantId">The issuer's tenant.</param>
/// <param name="AppId">The client application, or null for any of the tenant.</param>
/// <param name="Subject">One person's or app's subject, or null for any.</param>
public sealed record IdentityBinding(string TenantId, string? AppId, string? Subject);

/// <summary>An official contact point, checked beforehand. Source: R-083.</summary>
/// <param name="Id">Stable id, unique in the registration.</param>
/// <param name="Name">For a reader.</param>
/// <param name="Channel">Address; never written to a log.</param>
/// <param name="CheckedUntil">End, exclusive, of the check; null: unchecked.</param>
/// <param name="Safeguarding">Receives safety concerns: a duty or an override that names no desk goes to it .</param>
public sealed record ContactDesk(string Id, string Name, string Channel, DateTimeOffset? CheckedUntil, bool Safeguarding = false)
{
    /// <summary>
    /// Staff ids of those who open what is sent to it, at most <see cref="Policy.NationalProfile.DeskMemberCap"/>; empty: nobody
    /// does. Who opens a delivery becomes a participant of that case. Source.
    /// </summary>
    public IReadOnlyList<PersonId> Members { get; init; } = [];

    /// <summary>Whether the check stands at <paramref name="now"/>.</summary>
    public bool CheckedAt(DateTimeOffset now) => CheckedUntil is { } until && now < until;
}
