namespace DataSharing.Functions.Console;

/// <summary>What a page says instead of what was asked for.</summary>
public enum ConsoleMessage
{
    SignInFailed,
    NotAllowed,
    BadForm,
    NotFound,
    NoPage,
    TooMany,
    BadAddress,
    Unavailable,
}
