using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace DataSharing.Functions.Http;

/// <summary>
/// JSON that is the same for everybody until the program or its policy changes: told apart by its ETag, and not sent again to whoever has
/// it. Thread-safe.
/// </summary>
/// <param name="body">The whole of it.</param>
/// <param name="caching">How long it may be kept.</param>
internal sealed class FixedAnswer(byte[] body, string caching = "public, max-age=300")
{
    /// <summary>What the header is for, in declarations.</summary>
    public static readonly HeaderParameter IfNoneMatch =
        new("If-None-Match", "The ETag that was read: answered with 304 while it is still that version.", ".{1,400}");

    /// <summary>The other answer, in declarations.</summary>
    public static readonly ApiAnswer Unchanged = new(StatusCodes.Status304NotModified, null) { ETag = true };

    // Of the whole of it: its words may change where a version inside does not.
    private readonly string _etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body))}\"";

    public IResult For(HttpRequest request)
    {
        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.ETag = _etag;
        headers.CacheControl = caching;
        return IsKnown(request.Headers.IfNoneMatch)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(body, "application/json; charset=utf-8");
    }

    // RFC 9110, section 13.1.2: compared weakly, any of a list, or whatever there is.
    private bool IsKnown(StringValues ifNoneMatch) =>
        EntityTagHeaderValue.TryParseList(ifNoneMatch, out IList<EntityTagHeaderValue>? known)
        && known.Any(tag => tag == EntityTagHeaderValue.Any || tag.Tag == _etag);
}
