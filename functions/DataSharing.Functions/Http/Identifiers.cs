namespace DataSharing.Functions.Http;

/// <summary>Ids and references as callers write them: <see cref="IdForm"/>, or why it is refused.</summary>
public static class Identifiers
{
    /// <summary>The id as given; refused: malformed-id, naming the parameter or member.</summary>
    public static Result<TId> Read<TId>(string? id, string where)
        where TId : TypedId<TId>, ITypedId<TId>
        => TypedId<TId>.Read(id) is { } read ? read : Malformed(where);

    /// <summary>As above, of an id that no kind has.</summary>
    public static Result<string> Read(string? id, string where) => IdForm.Has(id) ? id : Malformed(where);

    /// <summary>References of documents are codes: a name or a sentence does not fit.</summary>
    public static Result<string?> Reference(string? text, string member) => text is null || LogText.IsAllowed(text)
        ? text
        : new Refusal(ProblemType.InvalidValue, "a reference is 1 to 200 letters, digits and signs without spaces", member);

    private static Refusal Malformed(string where) =>
        new(ProblemType.MalformedId, "an identifier is 3 to 64 lower-case letters, digits and hyphens", where);
}
