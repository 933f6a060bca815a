using System.Diagnostics;

namespace DataSharing.Embedded.Tour;

/// <summary>Plays steps one after another, times them and writes them down as they end.</summary>
internal sealed class Player(TourScreen screen, Expectations expectations, ApiClient api, CancellationToken cancellation)
{
    // Far beyond what anything takes: a busy machine must not look like a broken promise.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<(int Number, string Title, int Steps, int Held, TimeSpan Took)> _chapters = [];
    private (int Number, string Title, int Steps, int Held, TimeSpan Took) _chapter;

    public ApiClient Api { get; } = api;

    public IReadOnlyList<(int Number, string Title, int Steps, int Held, TimeSpan Took)> Chapters => _chapters;

    public async Task ChapterAsync(string title, string about, Func<Task> play)
    {
        _chapter = (_chapters.Count + 1, title, 0, 0, TimeSpan.Zero);
        screen.Chapter(_chapter.Number, title, about);
        await play();
        _chapters.Add(_chapter);
    }

    /// <summary>A step that fails is a broken expectation; the tour goes on, so that one run tells everything that is wrong.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> StepAsync(string title, Func<Step, Task> play)
    {
        cancellation.ThrowIfCancellationRequested();
        var step = new Step(title, expectations);
        var watch = Stopwatch.StartNew();
        try
        {
            await play(step);
        }
        catch (TourException stopped)
        {
            step.Broken(stopped.Expected, stopped.Actual);
        }
        catch (Exception fault) when (
            fault is HttpRequestException or JsonException or InvalidOperationException or KeyNotFoundException or NullReferenceException
                or ArgumentException or FormatException
            || (fault is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            // The type alone: a message could quote an answer, and an answer could hold a record's value.
            step.Broken("to play to its end", "ended by " + fault.GetType().Name);
        }

        watch.Stop();
        screen.Step(step.Held, title, watch.Elapsed);
        foreach ((string label, string text, string style) in step.Lines)
            screen.Detail(label, text, style);
        _chapter = _chapter with
        {
            Steps = _chapter.Steps + 1,
            Held = _chapter.Held + (step.Held ? 1 : 0),
            Took = _chapter.Took + watch.Elapsed,
        };
        return watch.Elapsed;
    }

    /// <summary>
    /// Asks again until it holds. A request is decided by its orchestration, and lists follow the log, both soon but not at
    /// once.
    /// </summary>
    public async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> holds, string expected)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            T answer = await ask();
            if (holds(answer))
                return answer;
            if (watch.Elapsed > Patience)
                throw new TourException(expected + " within 30 s", "still waiting");
            // A tenth of the time waited so far: what comes at once is seen at once, and what is slow is not asked to death.
            await Task.Delay(TimeSpan.FromMilliseconds(10) + (watch.Elapsed / 10), cancellation);
        }
    }
}
