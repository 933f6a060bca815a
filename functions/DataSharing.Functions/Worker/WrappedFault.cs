using DataSharing.Functions.Telemetry;
using Google.Protobuf;
using Microsoft.DurableTask.Protobuf;

namespace DataSharing.Functions.Worker;

/// <summary>
/// An activity's exception as middleware gets it: the Durable extension has put it into one of its own by then, whose message is
/// the whole failure as JSON, with messages and stacks. Only types and the stack are taken out of it.
/// </summary>
/// <param name="Type">The name of the exception's type, without its namespace.</param>
/// <param name="Description">For the log: types and stack, no message.</param>
internal sealed record WrappedFault(string Type, string Description)
{
    // Internal to the extension. Were it named otherwise one day, its own type would be told and still no message.
    private const string Wrapper = "Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Exceptions.DurableSerializationException";

    // An extension newer than this app may tell more.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static WrappedFault Read(Exception fault) =>
        fault.GetType().FullName == Wrapper && Parse(fault.Message) is { } details
            ? Read(details)
            : new(fault.GetType().Name, Faults.Describe(fault));

    private static WrappedFault Read(TaskFailureDetails details)
    {
        var text = new StringBuilder(TypeOf(details));
        for (TaskFailureDetails? inner = details.InnerFailure; inner is not null; inner = inner.InnerFailure)
            text.Append(" <- ").Append(TypeOf(inner));
        text.AppendLine().AppendJoin('\n', Frames(details.StackTrace));
        string name = TypeOf(details);
        return new(name[(name.LastIndexOfAny(['.', '+']) + 1)..], text.ToString());
    }

    private static TaskFailureDetails? Parse(string json)
    {
        try
        {
            return Parser.Parse<TaskFailureDetails>(json);
        }
        catch (Exception other) when (other is InvalidProtocolBufferException or InvalidJsonException)
        {
            return null;
        }
    }

    // A type's name and nothing else: whoever wrote the JSON could have put anything there.
    private static string TypeOf(TaskFailureDetails details) =>
        details.ErrorType.Length > 0
            && details.ErrorType.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '+' or '`' or '[' or ']' or ',')
            ? details.ErrorType : "an exception";

    // Frames alone: a stack that was written out by ToString begins with the message.
    private static IEnumerable<string> Frames(string? stack) =>
        (stack ?? "").Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.StartsWith("   at ", StringComparison.Ordinal));
}
