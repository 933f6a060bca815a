using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace DataSharing.Functions.Http;

/// <summary>
/// The versions that a replacing request names: any of a list, or with <c>*</c> whichever there is. Compared strongly: a weak tag fits
/// none. Source: RFC 9110, section 13.1.1.
/// </summary>
public sealed class IfMatch
{
    /// <summary>Why a header that is no list of tags is refused.</summary>
    public static readonly Refusal Malformed =
        new(ProblemType.MalformedIfMatch, "the header holds ETags as they were answered, in quotes, or *", "If-Match");

    private readonly IList<EntityTagHeaderValue> _tags;

    private IfMatch(IList<EntityTagHeaderValue> tags) => _tags = tags;

    /// <summary>Whether the version that there is, is one of those.</summary>
    /// <param name="etag">Without quotes.</param>
    public bool Fits(string etag) =>
        _tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && tag.Tag == "\"" + etag + "\""));

    /// <summary>Null: the header is no list of tags.</summary>
    public static IfMatch? Read(StringValues header) =>
        EntityTagHeaderValue.TryParseStrictList(header, out IList<EntityTagHeaderValue>? tags) && tags.Count > 0 ? new IfMatch(tags) : null;
}
