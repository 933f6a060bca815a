namespace DataSharing.Functions.OpenApi;

/// <summary>Every kind of problem that the API answers with. It says nothing about any case, so no token is asked for.</summary>
public sealed class ListProblemTypes(ApiPipeline api)
{
    public static readonly ApiOperation Operation = new(typeof(ListProblemTypes), "List the problem types")
    {
        Answer = ApiAnswer.Ok<ProblemTypeList>(),
        ResponseTypes = [AcceptedForm.Json, AcceptedForm.Html],
        Problems = [ProblemType.NotAcceptable],
    };

    [Function("ListProblemTypes")]
    public Task<IResult> Run([HttpTrigger(Anonymous, "get", "head", Route = Routes.Problems)] HttpRequest request)
        => api.HandleOpenAsync(request, Operation, async () => Answer(
            request, "the list", new ProblemTypeList(ProblemTypeView.All), () => ProblemPage.Render(ProblemTypeView.All)));

    /// <summary>As a page or for machines, as asked for.</summary>
    internal static IResult Answer<T>(HttpRequest request, string what, T value, Func<string> page)
    {
        if (AcceptedForm.Choose(request, what).OrProblem() == AcceptedForm.Json)
            return ApiResults.Ok(value);
        request.HttpContext.Response.Headers.ContentSecurityPolicy = ProblemPage.Policy;
        return Results.Content(page(), "text/html; charset=utf-8", Encoding.UTF8);
    }
}
