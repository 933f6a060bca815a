using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace DataSharing.Functions.Http;

/// <summary>An open answer that whoever asked before need not be sent again. Source: RFC 9110, sections 13.1.2 and 15.4.5.</summary>
internal static class ConditionalGet
{
    /// <summary>The header by which a caller names what it has.</summary>
    public static readonly HeaderParameter IfNoneMatch =
        new("If-None-Match", "The ETag that was read: answered with 304 while it is still that version.", ".{1,400}");

    public static string ETagOf(byte[] body) => $"\"{Convert.ToHexStringLower(SHA256.HashData(body))}\"";

    /// <summary>The body, or 304 where the caller has it.</summary>
    public static IResult Answer(HttpRequest request, byte[] body, string etag, string caching)
    {
        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.ETag = etag;
        headers.CacheControl = caching;
        return IsKnown(request.Headers.IfNoneMatch, etag)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(body, "application/json; charset=utf-8");
    }

    // Compared weakly, any of a list, or whatever there is.
    private static bool IsKnown(StringValues ifNoneMatch, string etag) =>
        EntityTagHeaderValue.TryParseList(ifNoneMatch, out IList<EntityTagHeaderValue>? known)
        && known.Any(tag => tag == EntityTagHeaderValue.Any || tag.Tag == etag);
}
