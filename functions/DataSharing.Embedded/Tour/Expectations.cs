namespace DataSharing.Embedded.Tour;

/// <summary>What was expected and did not happen. Codes, ids and counts only, never a record's value.</summary>
internal sealed record Failure(string Step, string What, string Expected, string Actual)
{
    public override string ToString() => $"{What}: expected {Expected}, but was {Actual}";
}

/// <summary>Holds what was expected against what happened. Nothing that was expected can be left out of the count.</summary>
internal sealed class Expectations
{
    private readonly List<Failure> _failures = [];

    /// <summary>How many expectations were looked at, failed ones included.</summary>
    public int Count { get; private set; }

    public IReadOnlyList<Failure> Failures => _failures;

    /// <summary>Whether something was expected, and all of it held. A run that expected nothing proves nothing.</summary>
    public bool Held => Count > 0 && _failures.Count == 0;

    /// <summary>The exit code of a run.</summary>
    public int ExitCode => Held ? 0 : 1;

    /// <returns>Whether it held.</returns>
    public bool Expect<T>(string step, string what, T expected, T actual)
    {
        Count++;
        if (EqualityComparer<T>.Default.Equals(expected, actual))
            return true;
        _failures.Add(new Failure(step, what, Text(expected), Text(actual)));
        return false;
    }

    /// <summary>A step that could not go on.</summary>
    public void Broken(string step, string expected, string actual)
    {
        Count++;
        _failures.Add(new Failure(step, "broke off", expected, actual));
    }

    private static string Text<T>(T value) => value switch
    {
        null => "nothing",
        true => "yes",
        false => "no",
        _ => value.ToString() is { Length: > 0 } text ? text : "nothing",
    };
}
