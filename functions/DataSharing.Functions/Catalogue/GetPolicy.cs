namespace DataSharing.Functions.Catalogue;

/// <summary>The policy and every code, for whoever integrates; it says nothing about any case, so no token is asked for.</summary>
public sealed class GetPolicy(ApiPipeline api, PolicySet policy)
{
    public static readonly ApiOperation Operation = new(typeof(GetPolicy), "Read the policy: pathways, fields and every code, in words")
    {
        Description =
            "Ask again with If-None-Match now and then: a new version comes with a new release of this server or of the national policy, "
                + "and may add pathways, fields and codes. Days, ages and numbers are the country's.",
        Answer = ApiAnswer.Ok<PolicyView>() with { ETag = true },
        OtherAnswer = new ApiAnswer(StatusCodes.Status304NotModified, null) { ETag = true },
        Headers = [ConditionalGet.IfNoneMatch],
    };

    private readonly byte[] _body = JsonSerializer.SerializeToUtf8Bytes(PolicyViews.Of(policy), JsonBody.Options);
    private string? _etag;

    // Of the whole answer: its words come from this program and not from the policy, whose version tells nothing of them.
    private string ETag => _etag ??= ConditionalGet.ETagOf(_body);

    [Function("GetPolicy")]
    public Task<IResult> Run([HttpTrigger(Anonymous, "get", "head", Route = Routes.Policy)] HttpRequest request)
        => api.HandleOpenAsync(
            request, Operation, () => Task.FromResult(ConditionalGet.Answer(request, _body, ETag, "public, max-age=300")));
}
