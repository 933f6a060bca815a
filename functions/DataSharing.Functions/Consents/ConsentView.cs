using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Consents;

/// <summary>A consent as its holder sees it.</summary>
/// <param name="State">How it stands now, stops and validity considered.</param>
/// <param name="StoppedAt">Since when all of it is stopped.</param>
/// <param name="ScopeStates">How each scope stands.</param>
/// <param name="Flags"><c>voiceOnly</c>: to be reconfirmed face to face or by video. <c>reviewDue</c>: nothing is shared under it
/// until it is reconfirmed.</param>
/// <param name="Receipt">Where her receipt is.</param>
/// <param name="AfterStop">The stop after which it was given; null: it names none.</param>
/// <param name="Id">Its id.</param>
/// <param name="Case">The case.</param>
public sealed record ConsentView(
    string Id,
    string Case,
    int Version,
    string Purpose,
    ConsentState State,
    DateTimeOffset? StoppedAt,
    ConsentBasis Basis,
    string Controller,
    string? NoticeVersion,
    string Jurisdiction,
    IReadOnlyList<ConsentScope> Scopes,
    IReadOnlyList<ScopeStanding> ScopeStates,
    InformedEvidence Evidence,
    DateTimeOffset? GivenAt,
    DateTimeOffset? ReconfirmedAt,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidUntil,
    DateTimeOffset ReviewBy,
    IReadOnlyList<ConsentEvent> Events,
    IReadOnlyList<string> Flags,
    string Receipt,
    string? AfterStop)
{
    public static ConsentView Of(Consent consent, CaseSnapshot snapshot, DateTimeOffset now)
    {
        var standing = ConsentStanding.Of(consent, snapshot, now);
        return new ConsentView(
            consent.Id, consent.CaseId, consent.Version, consent.Purpose, standing.State, standing.StoppedAt, consent.Basis,
            consent.Controller, consent.NoticeVersion,
            consent.Jurisdiction, consent.Scopes, standing.Scopes, consent.Evidence, consent.GivenAt, consent.ReconfirmedAt,
            consent.ValidFrom, consent.ValidUntil,
            consent.ReviewBy, consent.Events, [.. Flag(consent, snapshot.Facts, now)],
            CaseAddresses.Consent(consent.CaseId, consent.Id) + "/receipt", consent.AfterStop);
    }

    /// <summary>The version is the ETag: a stop or a log entry changes nothing that a caller could overwrite.</summary>
    public static string ETagOf(Consent consent) => consent.Version.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Flag(Consent consent, CaseFacts facts, DateTimeOffset now)
    {
        if (ConsentRules.NeedsReconfirmation(consent))
            yield return "voiceOnly";
        if (facts.EndsBy(now, consent.RecordedAs) >= consent.ReviewBy || facts.ReconfirmSince > ConsentRules.AgreedAt(consent))
            yield return "reviewDue";
    }
}

/// <summary>The consents of a case.</summary>
public sealed record ConsentList(IReadOnlyList<ConsentView> Consents)
{
    /// <summary>The same as consents, under the name that lists have elsewhere.</summary>
    public IReadOnlyList<ConsentView> Items => Consents;
}
