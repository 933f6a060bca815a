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
        OtherAnswer = FixedAnswer.Unchanged,
        Headers = [FixedAnswer.IfNoneMatch],
    };

    private readonly FixedAnswer _answer = new(JsonSerializer.SerializeToUtf8Bytes(PolicyViews.Of(policy), JsonBody.Options));

    [Function("GetPolicy")]
    public Task<IResult> Run([HttpTrigger(Anonymous, "get", "head", Route = Routes.Policy)] HttpRequest request)
        => api.HandleOpenAsync(request, Operation, () => Task.FromResult(_answer.For(request)));
}
