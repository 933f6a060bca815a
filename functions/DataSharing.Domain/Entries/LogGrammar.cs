using System.Text.RegularExpressions;
using DataSharing.Domain.AccessLog;

namespace DataSharing.Domain.Entries;

/// <summary>
/// The grammar of the access log: every form in which an entry is made. It is what a reviewer may rely on; the officer's
/// documentation is written from it, and tests hold it against what the factories make and what the product writes.
/// </summary>
/// <remarks>Entries of before a form was changed stay as they are: the grammar judges no log, it describes what is written.</remarks>
public static partial class LogGrammar
{
    /// <summary>Actions that the log knows and of which no entry is made.</summary>
    public static IReadOnlyList<string> Unused { get; } = [LogAction.Exported];

    /// <summary>Every form, by subject.</summary>
    public static IReadOnlyList<LogForm> Forms { get; } =
        [.. Sharing(), .. Releases(), .. Collections(), .. Stops(), .. Consents(), .. Cases(), .. Links(), .. Agencies(), .. Disposals()];

    private static readonly ILookup<string, LogForm> ByAction = Forms.ToLookup(form => form.Action, StringComparer.Ordinal);

    /// <summary>The form that an entry has; null: none, and then no factory made it.</summary>
    public static LogForm? FormOf(LogEntry entry) => ByAction[entry.Action].FirstOrDefault(form => Fits(form, entry));

    /// <summary>Whether an entry has this form. What the chain adds to it is of no matter.</summary>
    public static bool Fits(LogForm form, LogEntry entry)
    {
        LogMembers there = Members(entry), always = form.Always | (form.Place == LogPlace.Case ? LogMembers.Case : LogMembers.None);
        return form.Action == entry.Action
            && (there & always) == always
            && (there & ~(always | form.Sometimes)) == 0
            && form.Outcome.Allows(entry.Outcome)
            && form.Cause.Allows(entry.Cause)
            && HasPlace(form.Place, entry)
            && HasActor(form, entry)
            && IdOf(form, entry).IsMatch(entry.Id);
    }

    private static bool HasPlace(LogPlace place, LogEntry entry) => place switch
    {
        LogPlace.Case => entry.Stream == LogStream.OfCase(entry.Case!),
        LogPlace.Hub => entry.Stream == LogStream.OfHub,
        _ => entry.Stream.StartsWith(LogStream.Agencies, StringComparison.Ordinal) && entry.Stream != LogStream.OfHub,
    };

    // The survivor and the service have no ids; everybody else has both.
    private static bool HasActor(LogForm form, LogEntry entry) => form.Actors.Contains(entry.Actor.Role) && entry.Actor switch
    {
        { Role: LogRole.Survivor } => entry.Actor == LogActor.Survivor,
        { Role: LogRole.System } => entry.Actor == LogActor.System
            || (form.NamesAgency && entry.Actor == LogActor.System with { Registration = AgencyOf(entry) }),
        _ => entry.Actor is { Registration: not null, Person: not null },
    };

    private static RegistrationId AgencyOf(LogEntry entry) =>
        new(entry.Stream[(entry.Stream.IndexOf(':', StringComparison.Ordinal) + 1)..]);

    private static LogMembers Members(LogEntry entry) =>
        If(entry.Holder is not null, LogMembers.Holder)
        | If(entry.Recipient is not null, LogMembers.Recipient)
        | If(entry.Case is not null, LogMembers.Case)
        | If(entry.Request is not null, LogMembers.Request)
        | If(entry.Release is not null, LogMembers.Release)
        | If(entry.Pathway is not null, LogMembers.Pathway)
        | If(entry.Purpose is not null, LogMembers.Purpose)
        | If(entry.ReasonKinds.Count > 0, LogMembers.ReasonKinds)
        | If(entry.FieldGroups.Count > 0, LogMembers.FieldGroups)
        | If(entry.FieldPaths?.Count > 0, LogMembers.FieldPaths)
        | If(entry.Versions is not null, LogMembers.Versions);

    private static LogMembers If(bool there, LogMembers member) => there ? member : LogMembers.None;

    // By the names in braces what the entry says, a star for one or more characters of an id.
    private static Regex IdOf(LogForm form, LogEntry entry) => new(
        @"\A" + string.Concat(Parts().Split(form.Id).Select(part => part switch
        {
            "{request}" => Text(entry.Request),
            "{release}" => Text(entry.Release),
            "{case}" => Text(entry.Case),
            "{cause}" => Text(entry.Cause),
            "{agency}" => Text(AgencyOf(entry)),
            "*" => "[^ ]+",
            _ => Regex.Escape(part),
        })) + @"\z",
        RegexOptions.CultureInvariant);

    // What is not there is in no id.
    private static string Text(string? part) => part is null ? "(?!)" : Regex.Escape(part);

    [GeneratedRegex(@"(\{[a-z]+\}|\*)")]
    private static partial Regex Parts();
}
