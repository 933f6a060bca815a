using DataSharing.Functions.AccessLog;

namespace DataSharing.Functions.Console;

/// <summary>Entries as sentences and labels.</summary>
internal static class StoryTexts
{
    public static IEnumerable<string> AgenciesOf(LogEntryView entry) =>
        new[] { entry.Holder, entry.Recipient, entry.Actor.Registration?.Value }.OfType<string>();

    public static IEnumerable<string> AgenciesOf(LogStory story) => AgenciesOf(story.Entry)
        .Concat(story.Events.SelectMany(AgenciesOf))
        .Concat(story.Release?.Collections.Select(collection => collection.Recipient) ?? [])
        .Concat(story.Stopped.Select(stopped => stopped.Release.Recipient))
        .Concat(story.Stopped.SelectMany(stopped => stopped.Release.Collections).Select(collection => collection.Recipient))
        .Concat(new[] { story.Override?.First, story.Override?.Second }.OfType<Registry.ApprovalView>().Select(one => one.RegistrationId))
        .Concat(story.Stops.Select(stop => stop.TakenBy).OfType<string>())
        .Concat(story.Stops.SelectMany(stop => stop.Copies).Select(copies => copies.Registration));

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Who(ConsoleView view, LogActor actor) => actor switch
    {
        { Role: LogRole.Survivor } => "the survivor",
        { Role: LogRole.System } => "this service",
        { Role: LogRole.Withheld } => "not shown to your agency",
        { Registration: { } registration, Person: { } person } => $"{person}, {view.NameOf(registration)}",
        { Registration: { } registration } => view.NameOf(registration),
        _ => Words.Plain(actor.Role),
    };

    /// <summary>
    /// Who had to do with it beside the actor: holder (unless that is the reader) and recipient, as far as they are seen.
    /// </summary>
    public static string? Parties(ConsoleView view, LogEntryView entry)
    {
        string? from = entry.Holder is { } holder && holder != entry.Actor.Registration?.Value
            && holder != view.Session.Caller.Registration.Value
            ? "held by " + view.NameOf(holder)
            : null;
        string? to = entry.Recipient is { } recipient && recipient != entry.Actor.Registration?.Value
            ? "for " + view.NameOf(recipient)
            : null;
        return from is null ? to : to is null ? from : from + ", " + to;
    }
}
