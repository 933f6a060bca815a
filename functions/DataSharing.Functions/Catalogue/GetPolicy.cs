using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

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
        Headers = [new("If-None-Match", "The ETag that was read: answered with 304 while it is still that version.", ".{1,400}")],
    };

    private readonly byte[] _body = JsonSerializer.SerializeToUtf8Bytes(PolicyViews.Of(policy), JsonBody.Options);
    private string? _etag;

    // Of the whole answer: its words come from this program and not from the policy, whose version tells nothing of them.
    private string ETag => _etag ??= $"\"{Convert.ToHexStringLower(SHA256.HashData(_body))}\"";

    [Function("GetPolicy")]
    public Task<IResult> Run([HttpTrigger(Anonymous, "get", "head", Route = Routes.Policy)] HttpRequest request)
        => api.HandleOpenAsync(request, Operation, async () =>
        {
            IHeaderDictionary headers = request.HttpContext.Response.Headers;
            headers.ETag = ETag;
            headers.CacheControl = "public, max-age=300";
            return IsKnown(request.Headers.IfNoneMatch)
                ? Results.StatusCode(StatusCodes.Status304NotModified)
                : Results.Bytes(_body, "application/json; charset=utf-8");
        });

    // RFC 9110, section 13.1.2: compared weakly, any of a list, or whatever there is.
    private bool IsKnown(StringValues ifNoneMatch) =>
        EntityTagHeaderValue.TryParseList(ifNoneMatch, out IList<EntityTagHeaderValue>? known)
        && known.Any(tag => tag == EntityTagHeaderValue.Any || tag.Tag == ETag);
}
