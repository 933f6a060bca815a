namespace DataSharing.Domain.Consents;

/// <summary>
/// Where a consent stands. Source: ISO/IEC TS 27560; W3C DPV consent statuses.
/// </summary>
[JsonConverter(typeof(CamelCaseEnum<ConsentState>))]
public enum ConsentState
{
    /// <summary>Explained, not answered: counts as refusal .</summary>
    Requested,

    /// <summary>Given.</summary>
    Given,

    /// <summary>Given again after a review.</summary>
    Reconfirmed,

    /// <summary>The person said no.</summary>
    Refused,

    /// <summary>Its own validity ended.</summary>
    Expired,

    /// <summary>The person took it back.</summary>
    Withdrawn,

    /// <summary>Somebody else ended it (court, guardian, reviewer).</summary>
    Revoked,

    /// <summary>Found to lack an element after it was recorded .</summary>
    Invalidated,

    /// <summary>Replaced by a later version or consent.</summary>
    Superseded,
}

/// <summary>Under which rules a consent was taken. Source: .</summary>
[JsonConverter(typeof(CamelCaseEnum<ConsentBasis>))]
public enum ConsentBasis
{
    /// <summary>An adult's own.</summary>
    Adult,

    /// <summary>The guardian's legal consent together with the child's participation.</summary>
    Child,
}

/// <summary>
/// What a person agreed to, for exactly one purpose, with proof that she was informed. A version is never changed: a
/// change makes the next. Consent to exploitation has no place here. Source: ISO/IEC TS 27560.
/// </summary>
public sealed record Consent
{
    /// <summary>Opaque id.</summary>
    public required ConsentId Id { get; init; }

    /// <summary>From 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The case.</summary>
    public required CaseId CaseId { get; init; }

    /// <summary>Purpose code. Exactly one .</summary>
    public required string Purpose { get; init; }

    /// <summary>Where it stands.</summary>
    public ConsentState State { get; init; }

    /// <summary>Under which rules it was taken.</summary>
    public ConsentBasis Basis { get; init; }

    /// <summary>Registration id of the controller: the holder.</summary>
    public required RegistrationId Controller { get; init; }

    /// <summary>Version of the notice the person was given; null: none, so invalid.</summary>
    public string? NoticeVersion { get; init; }

    /// <summary>Two-letter code of the law it was taken under.</summary>
    public required string Jurisdiction { get; init; }

    /// <summary>Who gets what. Each scope is independent; a recipient in none gets nothing.</summary>
    public IReadOnlyList<ConsentScope> Scopes { get; init; } = [];

    /// <summary>Proof that it was informed and free.</summary>
    public required InformedEvidence Evidence { get; init; }

    /// <summary>When it was given; null unless it was.</summary>
    public DateTimeOffset? GivenAt { get; init; }

    /// <summary>Start of validity, inclusive.</summary>
    public DateTimeOffset ValidFrom { get; init; }

    /// <summary>End of validity, exclusive.</summary>
    public DateTimeOffset ValidUntil { get; init; }

    /// <summary>Review date, exclusive: past it the consent must be reconfirmed first .</summary>
    public DateTimeOffset ReviewBy { get; init; }

    /// <summary>Last reconfirmation, or null.</summary>
    public DateTimeOffset? ReconfirmedAt { get; init; }

    /// <summary>The stop after which it was given or reconfirmed; null: it names none.</summary>
    public WithdrawalId? AfterStop { get; init; }

    /// <summary>
    /// Place of <see cref="AfterStop"/>: the stops that it has seen. 0: none, so that every stop about its sharing covers it,
    /// as it does a consent from before stops were named.
    /// </summary>
    public long SeenStops { get; init; }

    /// <summary>
    /// Its place among the changes of the case, set by the commit that records this version: of two consents for the same sharing
    /// the later one speaks alone, whatever becomes of it. 0: recorded before this was kept, older than all others.
    /// </summary>
    public long RecordedAs { get; init; }

    /// <summary>What happened to it, oldest first.</summary>
    public IReadOnlyList<ConsentEvent> Events { get; init; } = [];
}

/// <summary>One step in a consent's life.</summary>
/// <param name="To">State after it.</param>
/// <param name="At">When.</param>
/// <param name="By">Opaque id of who acted: <c>subject</c>, a guardian id or a staff id.</param>
/// <param name="Channel">How: <c>inPerson</c>, <c>link</c>, <c>code</c>, <c>oral</c>, <c>api</c>.</param>
public sealed record ConsentEvent(ConsentState To, DateTimeOffset At, string By, string Channel);
