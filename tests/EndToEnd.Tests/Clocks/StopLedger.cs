using System.Collections.Concurrent;
using System.Diagnostics;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>What is stopped and agreed to: a case's sharing with one recipient.</summary>
internal sealed record Shared(string Case, string Recipient);

/// <summary>Something that went out, or that would: a collection, or a release of a request that was submitted.</summary>
/// <param name="Began">When it was asked for, by the test's stopwatch.</param>
/// <param name="Seen">When its answer, or the release, was seen.</param>
internal sealed record Leaving(Shared Shared, string Request, long Began, long Seen);

/// <param name="Recipient">Null: everything of the case.</param>
/// <param name="Id">Of the withdrawal, or its confirmation number where a page was the answer.</param>
internal sealed record Stopped(string Case, string? Recipient, string Door, string Id, long Began, long Acknowledged)
{
    public bool Covers(Shared shared) => shared.Case == Case && (Recipient is null || Recipient == shared.Recipient);
}

/// <summary>A consent that was acknowledged.</summary>
internal sealed record Agreed(Shared Shared, long Began, long Acknowledged);

/// <summary>What was acknowledged and what left, in the order of one stopwatch that no clock of a host moves. Ids only.</summary>
internal sealed class StopLedger
{
    public ConcurrentBag<string> Cases { get; } = [];

    public ConcurrentBag<Leaving> Collections { get; } = [];

    /// <summary>Requests that were seen released.</summary>
    public ConcurrentBag<Leaving> Releases { get; } = [];

    public ConcurrentBag<Stopped> Stops { get; } = [];

    public ConcurrentBag<Agreed> Consents { get; } = [];

    public ConcurrentBag<Agreed> Reconfirmations { get; } = [];

    /// <summary>Consents that named a stop.</summary>
    public ConcurrentBag<Agreed> Anew { get; } = [];

    /// <summary>Requests and collections that were refused after a stop.</summary>
    public ConcurrentBag<Leaving> Refused { get; } = [];

    /// <summary>Answers that must not be given.</summary>
    public ConcurrentBag<string> Faults { get; } = [];

    private long _calls;

    /// <summary>Everything that is to be tried was, once at least: a load that did nothing would prove nothing.</summary>
    public bool ShowsEnough => StopDoors.All.All(door => Stops.Any(stop => stop.Door == door))
        && !Collections.IsEmpty && !Refused.IsEmpty && !Anew.IsEmpty && !Reconfirmations.IsEmpty;

    /// <summary>Calls answered so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    public static long Now => Stopwatch.GetTimestamp();

    public void Called() => Interlocked.Increment(ref _calls);

    public bool IsStopped(Shared shared) => Stops.Any(stop => stop.Covers(shared));

    /// <summary>
    /// Each collection that began, and each release of a request that was submitted, after an acknowledged stop that still
    /// stood.
    /// </summary>
    public IEnumerable<string> Violations() =>
        Collections.SelectMany(one => After(one, "collected")).Concat(Releases.SelectMany(one => After(one, "released")));

    private IEnumerable<string> After(Leaving one, string what)
    {
        foreach (Stopped stop in Stops.Where(stop => stop.Covers(one.Shared) && stop.Acknowledged <= one.Began))
        {
            // Her agreement anew lets later requests through; what was released before the stop never comes back.
            bool agreedSince = Anew.Any(anew => anew.Shared == one.Shared && anew.Began >= stop.Began && anew.Began <= one.Seen);
            bool releasedBefore = Collections.Concat(Releases).Any(earlier => earlier.Request == one.Request && earlier.Seen <= stop.Began);
            if (!agreedSince || releasedBefore)
                yield return $"request {one.Request} of {one.Shared} was {what} {Milliseconds(one.Began - stop.Acknowledged)} ms after "
                    + $"stop {stop.Id} by {stop.Door} was acknowledged";
        }
    }

    private static double Milliseconds(long ticks) =>
        Math.Round(TimeSpan.FromSeconds((double)ticks / Stopwatch.Frequency).TotalMilliseconds, 1);
}
