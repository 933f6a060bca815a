namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>What every survivor page needs: the language, the size of the text, where to leave to.</summary>
/// <param name="Kept">What its forms hold already.</param>
public sealed record SurvivorView(SurvivorTexts Texts, bool Large, string LeaveUrl, string? HelpContact, Kept Kept);

/// <summary>Which of the short answers a page gives.</summary>
public enum SurvivorMessage
{
    /// <summary>The link or the code was not recognised, and nothing was stopped.</summary>
    Unknown,

    /// <summary>The same, and many others of this network before it.</summary>
    TooMany,

    /// <summary>
    /// The link, the code or the word was not recognised, or no details are shown by this link: which of them is not said.
    /// </summary>
    WrongWord,

    /// <summary>Many wrong words came from this network: this one was not looked at.</summary>
    TooManyWords,

    /// <summary>The visit after the second factor is over.</summary>
    VisitOver,

    /// <summary>It could not be read or could not be done.</summary>
    Failed,
}

/// <summary>One agreed or stopped sharing, as the person sees it after the second factor.</summary>
/// <param name="ConsentId">The consent it belongs to.</param>
/// <param name="ScopeId">The scope; what "stop this one" stops.</param>
/// <param name="Recipient">The one agency it is with.</param>
/// <param name="Purpose">Purpose code; shown in plain words.</param>
/// <param name="Stopped">No release can happen under it any more.</param>
/// <param name="Agency">What the agency holds.</param>
public sealed record SharingLine(
    ConsentId ConsentId, ScopeId ScopeId, RegistrationId Recipient, string Purpose, bool Stopped, AgencyLine Agency);

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
