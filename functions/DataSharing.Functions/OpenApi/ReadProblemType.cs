namespace DataSharing.Functions.OpenApi;

/// <summary>
/// A kind of problem: what has happened, and what to do about it. Each problem that is answered links to this page (RFC 8288,
/// relation <c>help</c>).
/// </summary>
public sealed class ReadProblemType(ApiPipeline api)
{
    public static readonly ApiOperation Operation = new(typeof(ReadProblemType), "What a problem type means")
    {
        Answer = ApiAnswer.Ok<ProblemTypeView>(),
        ResponseTypes = [AcceptedForm.Json, AcceptedForm.Html],
        Problems = [ProblemType.NotAcceptable],
    };

    [Function("ReadProblemType")]
    public Task<IResult> Run([HttpTrigger(Anonymous, "get", "head", Route = Routes.Problem)] HttpRequest request, string slug)
        => api.HandleOpenAsync(request, Operation, async () =>
            ProblemTypeView.All.FirstOrDefault(problem => problem.Slug == slug) is { } found
                ? ListProblemTypes.Answer(request, "the page", found, () => ProblemPage.Render(found))
                : ApiResults.Refused(new Refusal(ProblemType.NotFound, "there is no such problem type", nameof(slug))));
}
