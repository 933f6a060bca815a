using Microsoft.Net.Http.Headers;

namespace DataSharing.Functions.Http;

/// <summary>Which form of an answer a caller asks for. Source: RFC 9110, section 12.5.1.</summary>
internal static class AcceptedForm
{
    public const string Html = "text/html", Json = "application/json";

    /// <summary>
    /// For each form the most specific range counts, and the best quality wins; a tie, and no Accept at all, is read by a machine.
    /// The answer is said to vary by Accept.
    /// </summary>
    /// <param name="what">What has these two forms, for the refusal.</param>
    /// <returns><see cref="Json"/> or <see cref="Html"/>. Refused: not-acceptable.</returns>
    public static Result<string> Choose(HttpRequest request, string what)
    {
        request.HttpContext.Response.Headers.Vary = "Accept";
        if (request.Headers.Accept.Count == 0)
            return Json;
        double json = 0, html = 0;
        if (MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? ranges))
            (json, html) = (Quality(ranges, Json), Quality(ranges, Html));
        return Math.Max(json, html) <= 0
            ? new Refusal(ProblemType.NotAcceptable, $"{what} is text/html or application/json", "Accept")
            : html > json ? Html : Json;
    }

    private static double Quality(IList<MediaTypeHeaderValue> ranges, string type)
    {
        var wanted = new MediaTypeHeaderValue(type);
        return ranges.Where(wanted.IsSubsetOf).OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0)
            .Select(range => range.Quality ?? 1).FirstOrDefault();
    }
}
