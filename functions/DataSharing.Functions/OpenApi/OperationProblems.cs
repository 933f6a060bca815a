namespace DataSharing.Functions.OpenApi;

/// <summary>Which problems an operation can answer with: its own, and those of the pipeline for what it declares.</summary>
internal static class OperationProblems
{
    private static readonly ProblemType[] Caller =
    [
        ProblemType.MissingToken, ProblemType.InvalidToken, ProblemType.ExpiredToken, ProblemType.UnknownCaller, ProblemType.WrongRole,
        ProblemType.MissingActingPerson, ProblemType.UnregisteredPerson, ProblemType.TooManyRequests, ProblemType.InvalidQuery,
        ProblemType.Unavailable, ProblemType.Damaged,
    ];

    private static readonly ProblemType[] Body =
    [
        ProblemType.MalformedJson, ProblemType.MissingBody, ProblemType.UnknownMember, ProblemType.DuplicateMember,
        ProblemType.MissingMember,
        ProblemType.WrongType, ProblemType.InvalidValue, ProblemType.BodyTooLarge, ProblemType.UnsupportedMediaType,
    ];

    private static readonly ProblemType[] Key =
        [
            ProblemType.MissingIdempotencyKey,
            ProblemType.MalformedIdempotencyKey,
            ProblemType.IdempotencyKeyInFlight,
            ProblemType.IdempotencyKeyReused,
        ];

    private static readonly ProblemType[] Match = [ProblemType.MissingIfMatch, ProblemType.MalformedIfMatch, ProblemType.StaleIfMatch];

    public static IEnumerable<IGrouping<int, ProblemType>> ByStatus(ApiOperation operation)
    {
        IEnumerable<ProblemType> all = operation.Problems.Append(ProblemType.InvalidQuery);
        if (operation.Roles.Count == 0)
            all = all.Append(ProblemType.TooManyRequests);
        else
            all = all.Concat(Caller.Where(problem => !operation.Stops || problem != ProblemType.TooManyRequests));
        // An address that names something may name nothing.
        if (operation.Route.Contains('{', StringComparison.Ordinal))
            all = all.Append(ProblemType.NotFound);
        if (operation.Body is { } body)
            all = all.Concat(Body).Concat(BodyForms.HasIds(body) ? [ProblemType.MalformedId] : []);
        else
            all = all.Append(ProblemType.UnexpectedBody);
        if (operation.IdempotencyKey)
            all = all.Concat(Key);
        else if (operation.OptionalIdempotencyKey)
            all = all.Concat(Key.Where(problem => problem != ProblemType.MissingIdempotencyKey));
        if (operation.IfMatch)
            all = all.Concat(Match);
        if (operation.Query.Any(parameter => parameter.Name == "cursor"))
            all = all.Append(ProblemType.MalformedCursor);
        return all.Distinct().OrderBy(problem => problem.Slug, StringComparer.Ordinal).GroupBy(problem => problem.Status)
            .OrderBy(group => group.Key);
    }
}
