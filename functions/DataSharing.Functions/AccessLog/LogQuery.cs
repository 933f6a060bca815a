using System.Text.RegularExpressions;

namespace DataSharing.Functions.AccessLog;

/// <summary>What an officer looks for; null: anything. From is inclusive, until exclusive.</summary>
/// <param name="WithReadings">Whether readings of the log itself are wanted.</param>
public sealed partial record LogQuery(
    string? Case, string? Agency, string? Person, string? Action, string? Outcome, DateTimeOffset? From, DateTimeOffset? Until,
    bool WithReadings = true)
{
    private const string Id = "[A-Za-z0-9._:/#@*+=~-]{1,200}";
    private const string OutcomeForm = @"[A-Za-z]{1,40}(\.[A-Za-z]{1,40})?";
    private const string Time = "[0-9Tt:.+Zz-]{10,64}";

    /// <summary>The filters, for declarations.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("case", "entries of one case", Id),
        new("agency", "entries in which this registration holds, receives or acts", Id),
        new("person", "entries in which the person with this staff id acted", Id),
        new("action", "one action of the log", "[a-z]{1,40}(\\.[A-Za-z]{1,40})?"),
        new("outcome", "one outcome as the log writes it, such as OVERRIDE, REFUSE or retainedByLaw", OutcomeForm),
        new("from", "not before: RFC 3339 time with offset, or a day (UTC)", Time),
        new("to", "before: RFC 3339 time with offset; or the last day (UTC), inclusive", Time),
    ];

    /// <summary>Reads the filters; an empty one counts as none. Refused: invalid-query, naming the filter.</summary>
    public static Result<LogQuery> Read(Func<string, string?> get, bool withReadings = true)
    {
        Refusal? first = null;
        string? action = Text("action");
        var query = new LogQuery(
            Text("case"), Text("agency"), Text("person"),
            Allowed("action", action, action is null || LogAction.All.Contains(action), "the action is none of the log's"),
            Outcome("outcome"), Moment("from", 0), Moment("to", 1), withReadings);
        return first is null ? query : first;

        string? Allowed(string name, string? text, bool isAllowed, string detail)
        {
            if (!isAllowed)
                first ??= new Refusal(ProblemType.InvalidQuery, detail, name);
            return text;
        }

        string? Text(string name) => get(name)?.Trim() is { Length: > 0 } text
            ? Allowed(name, text, LogText.IsAllowed(text), "the filter holds characters that no id has")
            : null;

        string? Outcome(string name) => Text(name) is { } outcome
            ? Allowed(name, outcome, OutcomePattern().IsMatch(outcome), "the outcome holds characters that no outcome has")
            : null;

        DateTimeOffset? Moment(string name, int daysAfter)
        {
            if (get(name)?.Trim() is not { Length: > 0 } text)
                return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                && day.Year is > 1 and < 9999)
                return new DateTimeOffset(day.AddDays(daysAfter), TimeOnly.MinValue, TimeSpan.Zero);
            bool isTime = CallerTimes.TryRead(text, out DateTimeOffset time);
            Allowed(name, text, isTime, "the time is neither a day nor an RFC 3339 time with offset");
            return isTime ? time.ToUniversalTime() : null;
        }
    }

    /// <summary>Whether an entry fits, as its reader sees it.</summary>
    public bool Matches(LogEntry seen) =>
        (Case is null || seen.Case?.Value == Case)
        && (Agency is null || Agency == seen.Holder?.Value || Agency == seen.Recipient?.Value || Agency == seen.Actor.Registration?.Value)
        && (Person is null || seen.Actor.Person?.Value == Person)
        && (Action is null || seen.Action == Action)
        && (Outcome is null || seen.Outcome == Outcome)
        && (WithReadings || seen.Action != LogAction.LogRead)
        && (From is null || seen.At >= From)
        && (Until is null || seen.At < Until);

    /// <summary>One text for one query: a cursor belongs to it.</summary>
    public string Canonical => string.Create(
        CultureInfo.InvariantCulture,
        $"access-log\n{Case}\n{Agency}\n{Person}\n{Action}\n{Outcome}\n{From?.UtcTicks}\n{Until?.UtcTicks}\n{WithReadings}");

    [GeneratedRegex("^" + OutcomeForm + @"\z")]
    private static partial Regex OutcomePattern();
}
