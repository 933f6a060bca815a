namespace DataSharing.Domain.Policy;

/// <summary>
/// The policy files are not fit to decide by. Each problem names its file and JSON path; the program must not start.
/// The files hold no personal data, so the message may be logged.
/// </summary>
public sealed class PolicyException : Exception
{
    /// <summary>Collects the problems, in file order.</summary>
    public PolicyException(IReadOnlyList<string> problems)
        : base(string.Join("\n", problems)) => Problems = problems;

    /// <summary>Each as <c>file: $.json.path: what is wrong</c>.</summary>
    public IReadOnlyList<string> Problems { get; }
}
