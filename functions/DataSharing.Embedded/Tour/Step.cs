namespace DataSharing.Embedded.Tour;

/// <summary>One step while it plays: what it tells, and what it expects. Nothing is printed before it is over.</summary>
internal sealed class Step(string title, Expectations expectations)
{
    private readonly List<(string Label, string Text, string Style)> _lines = [];
    private readonly int _before = expectations.Failures.Count;

    public string Title { get; } = title;

    public bool Held => expectations.Failures.Count == _before;

    public IReadOnlyList<(string Label, string Text, string Style)> Lines => _lines;

    /// <summary>A line about what happened. After a failure nothing more is claimed but what was asked.</summary>
    public void Tell(string label, string text, string style = "")
    {
        if (Held)
            _lines.Add((label, text, style));
    }

    public void Asked(string text) => Tell("asked", text);

    public void Released(string text) => Tell("released", text, "green");

    public void HeldBack(string text) => Tell("held back", text, "yellow");

    /// <summary>The outcome, which is also an expectation.</summary>
    public void Outcome(string expected, string? actual, string inWords)
    {
        if (Expect("the outcome", expected, actual ?? "nothing"))
            Tell("outcome", $"{actual}: {inWords}", "bold");
    }

    public bool Expect<T>(string what, T expected, T actual)
    {
        int failed = expectations.Failures.Count;
        bool held = expectations.Expect(Title, what, expected, actual);
        if (!held)
            TellFailure(expectations.Failures[failed]);
        return held;
    }

    public bool Expect(string what, bool holds) => Expect(what, true, holds);

    /// <summary>An answer with this status and problem, such as <c>403 same-person</c>.</summary>
    public Answer Expect(string what, string summary, Answer answer)
    {
        Expect(what, summary, answer.Summary);
        return answer;
    }

    /// <summary>An answer without which the step makes no sense.</summary>
    public Answer Need(string what, int status, Answer answer) =>
        answer.Status == status
            ? Counted(what, answer)
            : throw new TourException($"{what} with status {status}", answer.Summary + Detail(answer));

    public void Broken(string expected, string actual)
    {
        expectations.Broken(Title, expected, actual);
        TellFailure(expectations.Failures[^1]);
    }

    private Answer Counted(string what, Answer answer)
    {
        expectations.Expect(Title, what, answer.Status, answer.Status);
        return answer;
    }

    // Problem details are made of ids, members and domain words by design, and say more than a status.
    private static string Detail(Answer answer) =>
        answer.Json is System.Text.Json.Nodes.JsonObject problem && problem["detail"]?.ToString() is { } detail
            ? $" ({detail}{(problem["pointer"] ?? problem["parameter"]) switch { { } at => ", " + at, _ => "" }})"
            : "";

    private void TellFailure(Failure failure) => _lines.Add(("FAILED", failure.ToString(), "red"));
}
