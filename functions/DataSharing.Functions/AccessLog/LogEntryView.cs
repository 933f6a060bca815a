using DataSharing.Functions.Projections;

namespace DataSharing.Functions.AccessLog;

/// <summary>One entry, as one officer sees it.</summary>
/// <param name="Id">Its address in this API; holds the time, so that it is found without a search.</param>
/// <param name="Entry">Its id in the log, as verification and exports name it.</param>
/// <param name="View">own, recipient or national.</param>
/// <param name="At">When it happened.</param>
/// <param name="Action">What happened; the policy lists the actions.</param>
/// <param name="Holder">Registration that holds the case.</param>
/// <param name="Recipient">Registration that receives.</param>
/// <param name="Case">The case; left out where the reader must not know it.</param>
/// <param name="Request">The sharing request.</param>
/// <param name="Release">The release.</param>
/// <param name="Pathway">Pathway id.</param>
/// <param name="Purpose">Purpose code.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="ReasonKinds">Why, by reason kind.</param>
/// <param name="FieldGroups">Field groups that it is about.</param>
/// <param name="FieldPaths">Field paths that it is about; left out where the reader sees groups alone.</param>
/// <param name="Cause">What led to it, by id.</param>
public sealed record LogEntryView(
    string Id,
    string Entry,
    DateTimeOffset At,
    string Action,
    LogActor Actor,
    LogSide View,
    string? Holder,
    string? Recipient,
    string? Case,
    string? Request,
    string? Release,
    string? Pathway,
    string? Purpose,
    string? Outcome,
    IReadOnlyList<string> ReasonKinds,
    IReadOnlyList<string> FieldGroups,
    IReadOnlyList<string>? FieldPaths,
    LogVersions? Versions,
    string? Cause)
{
    /// <summary>The entry as the caller sees it, or null.</summary>
    public static LogEntryView? Of(Caller caller, LogEntry recorded) => LogViews.Of(caller, recorded) is var (side, entry)
        ? new LogEntryView(
            LogAddress.Of(recorded), entry.Id, entry.At, entry.Action, entry.Actor, side, entry.Holder, entry.Recipient, entry.Case,
            entry.Request,
            entry.Release, entry.Pathway, entry.Purpose, entry.Outcome, entry.ReasonKinds, entry.FieldGroups, entry.FieldPaths,
            entry.Versions, entry.Cause)
        : null;
}

/// <summary>The address of an entry: when it happened and its id, as the lists are ordered.</summary>
public static class LogAddress
{
    private const int TimeDigits = 19;

    public static string Of(LogEntry entry) => RowOf(entry)[IndexPlaces.TimePrefix.Length..];

    public static string RowOf(LogEntry entry) => IndexPlaces.Row(entry.At, entry.Id);

    /// <summary>The row that an address names, or null when it is no address.</summary>
    public static string? RowOf(string address) =>
        address.Length is > TimeDigits + 1 and <= 200 && address[TimeDigits] == '-' && LogText.IsAllowed(address)
        && long.TryParse(address.AsSpan(0, TimeDigits), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? IndexPlaces.TimePrefix + address
            : null;
}
