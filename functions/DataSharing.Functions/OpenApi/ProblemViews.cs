namespace DataSharing.Functions.OpenApi;

/// <summary>A kind of problem that operations answer with.</summary>
/// <param name="Type">The member <c>type</c> of such a problem: a name to compare, which resolves nowhere.</param>
/// <param name="Slug">The end of that name, and of the address of its page.</param>
/// <param name="Status">The status that such an answer has.</param>
/// <param name="Title">The same in every such answer.</param>
/// <param name="Meaning">What has happened.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Operations">Ids of the operations that can answer with it; of <c>method-not-allowed</c> none, as no operation is
/// reached.</param>
public sealed record ProblemTypeView(
    string Type, string Slug, int Status, string Title, string Meaning, string Remedy, IReadOnlyList<string> Operations)
{
    private static readonly Lazy<ILookup<ProblemType, string>> Answering = new(() =>
        (from operation in OperationCatalogue.All
         from status in OperationProblems.ByStatus(operation)
         from problem in status
         select (problem, operation.Id)).ToLookup(pair => pair.problem, pair => pair.Id));

    public static IReadOnlyList<ProblemTypeView> All { get; } =
        [.. ProblemType.All.OrderBy(problem => problem.Slug, StringComparer.Ordinal).Select(Of)];

    private static ProblemTypeView Of(ProblemType problem) => new(
        problem.Uri, problem.Slug, problem.Status, problem.Title, ProblemTexts.Of(problem).Meaning, ProblemTexts.Of(problem).Remedy,
        [.. Answering.Value[problem].Order(StringComparer.Ordinal)]);
}

/// <summary>Every kind of problem there is.</summary>
public sealed record ProblemTypeList(IReadOnlyList<ProblemTypeView> Items);
