namespace DataSharing.Domain.Entries;

/// <summary>By which way a stop came; of a revocation, who revoked. Codes as the log and the stop journal write them.</summary>
public static class StopChannel
{
    /// <summary>Her page, by the link.</summary>
    public const string Link = "link";
    /// <summary>Her page, by the spoken code.</summary>
    public const string Code = "code";
    /// <summary>Nobody said it: the stop journal was lost, and whatever may have been stopped is.</summary>
    public const string JournalLost = "journalLost";

    /// <summary>What the person herself says, on her page or to somebody.</summary>
    public static IReadOnlyList<string> OfPerson { get; } = [Link, Code, "inPerson", "phone", "video", "letter", "advocate", "desk"];

    /// <summary>Who else ends a consent. Source: R-266.</summary>
    public static IReadOnlyList<string> OfOthers { get; } = ["court", "guardian", "childProtection", "reviewer"];
}
