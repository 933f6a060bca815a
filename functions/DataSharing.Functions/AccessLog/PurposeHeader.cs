using Microsoft.Extensions.Primitives;

namespace DataSharing.Functions.AccessLog;

/// <summary>The header in which a reader of the log states why.</summary>
internal static class PurposeHeader
{
    public static string? Read(HttpRequest request) =>
        request.Headers.TryGetValue(ReviewPurposes.Header, out StringValues value) && value.Count > 0 ? value.ToString() : null;
}
