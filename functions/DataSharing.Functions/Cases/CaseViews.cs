namespace DataSharing.Functions.Cases;

/// <summary>A case as its holder sees it.</summary>
/// <param name="FactsETag">For replacing the facts; also the answer's ETag.</param>
/// <param name="ParticipantsETag">For replacing the participants.</param>
/// <param name="Consents">Ids of its consents.</param>
/// <param name="Contradictions">Facts that say one thing while a coded answer of the record says another, and which of the two
/// counts until they agree .</param>
/// <param name="Stops">Stops in force: what, when, and whether the person or somebody else stopped it.</param>
/// <param name="SealedAt">Since when it is sealed and waits to be confirmed; null: it is not.</param>
/// <param name="OpenedInDangerAt">When two persons opened it meanwhile, because a life was in danger; null: they did not.</param>
/// <param name="Case">Its id.</param>
/// <param name="Status">Whether it is open.</param>
public sealed record CaseView(
    string Case,
    CaseStatus Status,
    CaseFactsBody Facts,
    string FactsETag,
    IReadOnlyList<ParticipantInput> Participants,
    string ParticipantsETag,
    IReadOnlyList<string> Consents,
    IReadOnlyList<Stop> Stops,
    IReadOnlyList<Contradiction> Contradictions,
    DateTimeOffset? SealedAt,
    DateTimeOffset? OpenedInDangerAt)
{
    /// <summary>The same as case, under the name that ids have elsewhere.</summary>
    public string Id => Case;

    public static CaseView Of(CaseSnapshot snapshot, string factsETag, IReadOnlyList<Contradiction> contradictions) => new(
        snapshot.Head.CaseId,
        snapshot.Head.Status,
        CaseFactsBody.From(snapshot.Facts),
        factsETag,
        [.. snapshot.Head.Participants.Select(ParticipantInput.From)],
        CaseETags.Of(snapshot.Head.Participants),
        [.. snapshot.Head.Consents.Keys.Select(id => id.Value).Order(StringComparer.Ordinal)],
        snapshot.Head.Stops,
        contradictions,
        snapshot.Head.SealedAt,
        snapshot.Head.OpenedInDangerAt);
}

/// <summary>Addresses of a case and its parts, as answers name them.</summary>
internal static class CaseAddresses
{
    public static string Case(CaseId caseId) => "/" + Routes.Cases + "/" + caseId;

    public static string Record(CaseId caseId) => Case(caseId) + "/record";

    public static string Consent(CaseId caseId, ConsentId consentId) => Case(caseId) + "/consents/" + consentId;
}

/// <summary>
/// Versions by content. The head that holds the participants changes with every log entry, reads included; a caller's
/// version must change only when the list does.
/// </summary>
internal static class CaseETags
{
    public static string Of(IReadOnlyList<Participant> participants) =>
        Convert.ToHexStringLower(SHA256.HashData(StoreJson.Serialize(participants)).AsSpan(0, 16));
}
