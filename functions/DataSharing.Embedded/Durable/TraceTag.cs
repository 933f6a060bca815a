using System.Diagnostics;
using DataSharing.Functions.Telemetry;

namespace DataSharing.Embedded.Durable;

/// <summary>
/// Carries the trace of whoever starts an orchestration into the instance, as a tag beside the caller's own: the trace goes
/// on in its activities, also after a restart. Only while somebody listens to traces.
/// Source: W3C Trace Context, section 3.2 (traceparent).
/// </summary>
internal static class TraceTag
{
    private const string Name = "traceparent";

    public static IReadOnlyDictionary<string, string>? With(IReadOnlyDictionary<string, string>? tags)
    {
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Id: { } parent } || !Signals.Source.HasListeners()
            || tags?.ContainsKey(Name) == true)
            return tags;
        return new Dictionary<string, string>(tags ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [Name] = parent };
    }

    /// <summary>Where the trace goes on; the default context, a trace of its own, when nobody listened at the start.</summary>
    public static ActivityContext Read(IReadOnlyDictionary<string, string> tags) =>
        tags.TryGetValue(Name, out string? parent) && ActivityContext.TryParse(parent, null, isRemote: true, out ActivityContext context)
            ? context
            : default;
}
