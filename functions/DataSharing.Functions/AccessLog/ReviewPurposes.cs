namespace DataSharing.Functions.AccessLog;

/// <summary>
/// Why somebody reads the access log: a closed list, because the log holds codes and never sentences. The national data
/// protection officer must state one; an agency's officer who states none reads for <see cref="Review"/>.
/// </summary>
public static class ReviewPurposes
{
    public const string Header = "Purpose";

    /// <summary>The officer's regular review .</summary>
    public const string Review = "review";

    /// <summary>Each code in words.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Review] = "Regular review of the log",
        ["complaint"] = "A complaint",
        ["incident"] = "A security incident or a suspected misuse",
        ["inspection"] = "An inspection of an agency",
        ["subject-request"] = "The person asked who used their data",
        ["court-order"] = "An order of a court",
    };

    public static bool IsKnown(string? code) => code is not null && All.ContainsKey(code);
}
