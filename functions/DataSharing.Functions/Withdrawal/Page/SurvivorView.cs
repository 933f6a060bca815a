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
/// <param name="Recipient">The one agency it is with.</param>
/// <param name="Purpose">Purpose code; shown in plain words.</param>
/// <param name="Stopped">No release can happen under it any more.</param>
/// <param name="Agency">What the agency holds.</param>
public sealed record SharingLine(string ConsentId, string ScopeId, string Recipient, string Purpose, bool Stopped, AgencyLine Agency);

/// <summary>What one agency holds under one scope.</summary>
/// <param name="Name">The agency's name as registered.</param>
/// <param name="FetchedAt">When it last fetched something under it; null if it never did.</param>
/// <param name="Copies">What it confirmed about all its copies; null if nothing.</param>
public sealed record AgencyLine(string Name, DateTimeOffset? FetchedAt, CopyState? Copies);

/// <summary>What an agency stated about the copies it had fetched.</summary>
public enum CopyState
{
    Destroyed,
    RetainedByLaw,
}
