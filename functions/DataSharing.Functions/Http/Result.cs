namespace DataSharing.Functions.Http;

/// <summary>What was asked for, or why it is refused. A test holds that neither is dropped.</summary>
public sealed class Result<T>
{
    private readonly T? _value;

    private Result(T? value, Refusal? refusal) => (_value, Refusal) = (value, refusal);

    /// <summary>Null: there is a value.</summary>
    public Refusal? Refusal { get; }

    /// <exception cref="InvalidOperationException">It is refused.</exception>
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException(Refusal.Type.Slug);

    public static implicit operator Result<T>(T value) => Of(value);

#pragma warning disable CA1000 // the language converts no interface
    /// <summary>As the conversion, which the language has for no interface.</summary>
    public static Result<T> Of(T value) => new(value, null);
#pragma warning restore CA1000

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>Where a refusal becomes a problem: at the edge.</summary>
public static class ResultEdge
{
    public static T OrProblem<T>(this Result<T> result) =>
        result.Refusal is null ? result.Value : throw new ProblemException(result.Refusal);

    public static async Task<T> OrProblem<T>(this Task<Result<T>> result) => (await result).OrProblem();

    public static void OrProblem(this Refusal? refusal)
    {
        if (refusal is not null)
            throw new ProblemException(refusal);
    }

    public static async Task OrProblem(this Task<Refusal?> refusal) => (await refusal).OrProblem();
}
