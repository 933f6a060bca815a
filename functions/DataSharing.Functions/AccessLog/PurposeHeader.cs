using Microsoft.Extensions.Primitives;

namespace DataSharing.Functions.AccessLog;

/// <summary>The header in which a reader of the log states why.</summary>
internal static class PurposeHeader
{
    public static readonly HeaderParameter Parameter = new(
        ReviewPurposes.Header,
        "Why the log is read. The national officer states it; of an agency's own officer it is " + ReviewPurposes.Review
            + " where it is left out.",
        string.Join('|', ReviewPurposes.All.Keys));

    public static string? Read(HttpRequest request) =>
        request.Headers.TryGetValue(ReviewPurposes.Header, out StringValues value) && value.Count > 0 ? value.ToString() : null;
}
