namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>What every survivor page needs: the language, the size of the text, where to leave to.</summary>
public sealed record SurvivorView(SurvivorTexts Texts, bool Large, string LeaveUrl, string? HelpContact);

/// <summary>Which of the short answers a page gives.</summary>
public enum SurvivorMessage
{
    Unknown,
    TooMany,
    Failed,
}

/// <summary>One agreed or stopped sharing, as the person sees it after the second factor.</summary>
/// <param name="ConsentId">The consent it belongs to.</param>
/// <param name="ScopeId">The scope; what "stop this one" stops.</param>
/// <param name="Purpose">Purpose code; shown in plain words.</param>
/// <param name="Agency">The agency's name as registered.</param>
/// <param name="Stopped">No release can happen under it any more.</param>
/// <param name="FetchedAt">When the agency last fetched something under it; null if it never did.</param>
/// <param name="Attestation">What the agency confirmed about its copies; null if nothing.</param>
public sealed record SharingLine(string ConsentId, string ScopeId, string Purpose, string Agency, bool Stopped, DateTimeOffset? FetchedAt, CopyState? Attestation);

/// <summary>What an agency stated about the copies it had fetched.</summary>
public enum CopyState
{
    Destroyed,
    RetainedByLaw,
}
