namespace DataSharing.Domain.Agreements;

/// <summary>Standing of an agreement.</summary>
[JsonConverter(typeof(CamelCaseEnum<AgreementStatus>))]
public enum AgreementStatus
{
    /// <summary>Written, not signed by both.</summary>
    Draft,

    /// <summary>Signed by both.</summary>
    Active,

    /// <summary>Ended by either party; one write stops sharing for every case.</summary>
    Ended,
}

/// <summary>What an agreement says for a delivery.</summary>
public enum AgreementStanding
{
    /// <summary>None between the two parties covers the pathway in this direction.</summary>
    Missing,

    /// <summary>One covers it, but is ended, not yet or no longer valid, or past its review date. Source: R-086.</summary>
    Lapsed,

    /// <summary>In force.</summary>
    InForce,
}

/// <summary>
/// The partnership protocol between two registrations. Without one in force no personal data passes. Source;
/// GOV-01.
/// </summary>
public sealed record Agreement
{
    /// <summary>Stable id.</summary>
    public required AgreementId Id { get; init; }

    /// <summary>From 1, one more with each change.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Its two parties, by registration id: rights are not inherited by other registrations of the same body .</summary>
    public required RegistrationId PartyA { get; init; }

    /// <summary>The other party.</summary>
    public required RegistrationId PartyB { get; init; }

    /// <summary>What may pass: each line one pathway in one direction.</summary>
    public IReadOnlyList<AgreementLine> Lines { get; init; } = [];

    /// <summary>The purposes stated, by code.</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    /// <summary>Each party's role, in words.</summary>
    public string? Roles { get; init; }

    /// <summary>Means of exchange, in words.</summary>
    public string? Means { get; init; }

    /// <summary>The clause on compliance with data-protection law.</summary>
    public string? DataProtectionClause { get; init; }

    /// <summary>How written consent is taken.</summary>
    public string? ConsentProcedure { get; init; }

    /// <summary>Start, inclusive.</summary>
    public DateTimeOffset ValidFrom { get; init; }

    /// <summary>End, exclusive.</summary>
    public DateTimeOffset ValidUntil { get; init; }

    /// <summary>Review date, exclusive: past it the agreement authorises nothing .</summary>
    public DateTimeOffset ReviewBy { get; init; }

    /// <summary>Signature of party A, or null.</summary>
    public DateTimeOffset? SignedByA { get; init; }

    /// <summary>Signature of party B, or null.</summary>
    public DateTimeOffset? SignedByB { get; init; }

    /// <summary>Safeguards for a foreign party, or null.</summary>
    public string? ForeignSafeguards { get; init; }

    /// <summary>Standing. Default: draft.</summary>
    public AgreementStatus Status { get; init; }

    /// <summary>Grows with each change, as <see cref="Registry.Registration.Epoch"/>.</summary>
    public long Epoch { get; init; } = 1;

    /// <summary>Whether these two registrations are its parties, in either order.</summary>
    public bool IsBetween(RegistrationId one, RegistrationId other) =>
        (PartyA == one && PartyB == other) || (PartyA == other && PartyB == one);

    /// <summary>The line that covers a pathway from a sender to a recipient, or null.</summary>
    public AgreementLine? LineFor(string pathway, RegistrationId sender, RegistrationId recipient)
    {
        if (!IsBetween(sender, recipient))
            return null;
        foreach (AgreementLine line in Lines)
            if (line.Pathway == pathway && line.Sender == sender)
                return line;
        return null;
    }

    /// <summary>What it says at <paramref name="now"/> for a pathway from a sender to a recipient.</summary>
    public AgreementStanding InForceAt(DateTimeOffset now, string pathway, RegistrationId sender, RegistrationId recipient)
    {
        if (Status == AgreementStatus.Draft || SignedByA is null || SignedByB is null)
            return AgreementStanding.Missing;
        if (LineFor(pathway, sender, recipient) is null)
            return AgreementStanding.Missing;
        return Status == AgreementStatus.Active && now >= ValidFrom && now < ValidUntil && now < ReviewBy
            ? AgreementStanding.InForce
            : AgreementStanding.Lapsed;
    }

    /// <summary>
    /// The members it lacks, by JSON name; empty means that it may be signed. Source: R-087.
    /// </summary>
    /// <param name="crossesBorder">Whether the parties sit in different countries .</param>
    public IReadOnlyList<string> MissingElements(bool crossesBorder)
    {
        var missing = new List<string>();
        if (PartyA == PartyB)
            missing.Add("partyB");
        if (Lines.Count == 0)
            missing.Add("lines");
        if (Purposes.Count == 0)
            missing.Add("purposes");
        if (string.IsNullOrWhiteSpace(Roles))
            missing.Add("roles");
        if (string.IsNullOrWhiteSpace(Means))
            missing.Add("means");
        if (string.IsNullOrWhiteSpace(DataProtectionClause))
            missing.Add("dataProtectionClause");
        if (string.IsNullOrWhiteSpace(ConsentProcedure))
            missing.Add("consentProcedure");
        if (ValidUntil <= ValidFrom)
            missing.Add("validUntil");
        if (ReviewBy <= ValidFrom)
            missing.Add("reviewBy");
        if (crossesBorder && string.IsNullOrWhiteSpace(ForeignSafeguards))
            missing.Add("foreignSafeguards");
        return missing;
    }
}

/// <summary>One pathway in one direction.</summary>
/// <param name="Pathway">Pathway id.</param>
/// <param name="Sender">Registration that sends; the other party receives.</param>
/// <param name="Groups">Field groups that may pass; empty: all of the pathway's.</param>
public sealed record AgreementLine(string Pathway, RegistrationId Sender, IReadOnlyList<string> Groups);
