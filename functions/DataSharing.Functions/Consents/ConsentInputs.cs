namespace DataSharing.Functions.Consents;

/// <summary>That a consent was given after sharing had been stopped.</summary>
/// <param name="Stop">Id of the latest stop that is about this sharing, as the case shows it.</param>
/// <param name="GivenAfter">The caseworker attests it: paper signed before a stop does not count after it, however late it is typed
/// in.</param>
public sealed record AfterStopInput([Reference] string Stop, bool GivenAfter);

/// <summary>A consent as the caseworker took it: one purpose, who may get what, and the proof that it was informed.</summary>
public sealed record ConsentInput
{
    /// <summary>Purpose code; exactly one.</summary>
    [Reference] public required string Purpose { get; init; }

    public required ConsentBasis Basis { get; init; }

    /// <summary>Version of the notice she was given.</summary>
    [Reference] public string? NoticeVersion { get; init; }

    /// <summary>Two-letter code of the law it was taken under.</summary>
    [Country] public required string Jurisdiction { get; init; }

    /// <summary>
    /// Who gets what. Every recipient is registered and was shown to her by name; the ids are the caller's, unique in the
    /// consent.
    /// </summary>
    [Most(50)] public required IReadOnlyList<ConsentScope> Scopes { get; init; }

    public required InformedEvidence Evidence { get; init; }

    /// <summary>When she said yes.</summary>
    public required DateTimeOffset GivenAt { get; init; }

    /// <summary>Left out: when it was given.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Left out: the review date.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Left out: the longest time between reviews after it was given.</summary>
    public DateTimeOffset? ReviewBy { get; init; }

    /// <summary>
    /// Where sharing that it is about was stopped before: that stop, and that this was given after it. Left out: nothing of it was
    /// ever stopped.
    /// </summary>
    public AfterStopInput? AfterStop { get; init; }
}

/// <summary>
/// The same consent given again at its review, with its own proof. It makes a new version; stopped scopes stay out of it.
/// </summary>
public sealed record ReconfirmationInput
{
    public required InformedEvidence Evidence { get; init; }

    /// <summary>When she said yes again.</summary>
    public required DateTimeOffset GivenAt { get; init; }

    /// <summary>Left out: that of the version before.</summary>
    [Reference] public string? NoticeVersion { get; init; }

    /// <summary>Left out: the review date.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Left out: the longest time between reviews from now.</summary>
    public DateTimeOffset? ReviewBy { get; init; }

    /// <summary>
    /// Where sharing that it is about was stopped before: that stop, and that this was given after it. Left out: nothing of it was
    /// ever stopped.
    /// </summary>
    public AfterStopInput? AfterStop { get; init; }
}

/// <summary>Who ended a consent that is not her own withdrawal.</summary>
public enum RevokedBy
{
    Court,

    /// <summary>The guardian who gave it for a child.</summary>
    Guardian,
    ChildProtection,

    /// <summary>A review found that it must not go on.</summary>
    Reviewer,
}

/// <summary>That somebody else ended a consent, or that it was found bad.</summary>
/// <param name="Reason">
/// Reason kind. One of a defect that it had when it was given (form, interpreter, presence, capacity, guardian) invalidates it: it is
/// shown as that, never as taken back by her.
/// </param>
/// <param name="Scope">One scope of it; left out, all of it.</param>
/// <param name="Recipient">With a scope: the one recipient of it; left out, all of them.</param>
public sealed record RevocationInput(RevokedBy By, [Name] string Reason, [Name] string? Scope = null, [Name] string? Recipient = null);
