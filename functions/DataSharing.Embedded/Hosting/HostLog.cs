namespace DataSharing.Embedded.Hosting;

/// <summary>What the host logs: function names, ids and counts; never a URL, a body or an exception's message.</summary>
internal static partial class HostLog
{
    [LoggerMessage(
        1001, LogLevel.Information,
        "{Functions} functions found: {Http} HTTP, {Timers} timer, {Orchestrators} orchestrators, {Activities} activities")]
    public static partial void FunctionsFound(ILogger logger, int functions, int http, int timers, int orchestrators, int activities);

    [LoggerMessage(1002, LogLevel.Error, "HTTP function {Function} failed, trace {TraceId}: {Fault}")]
    public static partial void HttpFailed(ILogger logger, string function, string traceId, string fault);

    [LoggerMessage(1003, LogLevel.Error, "timer function {Function} failed, it runs again at its next occurrence: {Fault}")]
    public static partial void TimerFailed(ILogger logger, string function, string fault);

    [LoggerMessage(1004, LogLevel.Warning, "the run of timer function {Function} could not be recorded, a restart may repeat it: {Fault}")]
    public static partial void TimerJournalFailed(ILogger logger, string function, string fault);

    [LoggerMessage(
        1006, LogLevel.Warning,
        "the stop journal lies on the same volume as the database: whatever takes or restores that volume takes it along; name a "
            + "directory on another one in {Setting}")]
    public static partial void JournalOnSameVolume(ILogger logger, string setting);

    [LoggerMessage(
        1007, LogLevel.Warning,
        "the database is older than when it last ran: {Writes} writes are missing. It was restored from a backup, or the end of its log "
            + "was cut; from now on no access log of before is called whole")]
    public static partial void SetBack(ILogger logger, long writes);

    [LoggerMessage(
        1008, LogLevel.Warning,
        "the loss of the stop journal was accepted by {First} and {Second}: {Cases} cases stand stopped and sealed")]
    public static partial void JournalLossAccepted(ILogger logger, int cases, string first, string second);

    [LoggerMessage(
        1005, LogLevel.Warning,
        "{Entries} stops and erasures of the journal were missing in the database and have been applied: it was restored from a backup")]
    public static partial void JournalReplayed(ILogger logger, int entries);
}
