using System.Text.RegularExpressions;

namespace DataSharing.Functions.OpenApi;

/// <summary>
/// Answers what no operation does, below the API's addresses: another method than an address has, with those that it has (RFC 9110,
/// sections 9.3.7 and 15.5.6), and an address that there is not. The host itself would answer both with a bare 404.
/// </summary>
public sealed class NoOperation
{
    private static readonly IReadOnlyList<(Regex Address, string Method)> Known =
        [.. OperationCatalogue.All.Select(operation => (AddressOf(operation.Route), operation.Method))];

    [Function("NoOperation")]
    public static IResult Run(
        [HttpTrigger(Anonymous, "get", "head", "post", "put", "patch", "delete", "options", Route = "api/{*rest}")] HttpRequest request,
        string? rest)
    {
        CallId.Tell(request.HttpContext);
        // As routing reads it: one slash at the end makes no other address, two do.
        string path = "api/" + rest;
        path = path.EndsWith('/') ? path[..^1] : path;
        string[] methods =
        [
            .. Known.Where(known => known.Address.IsMatch(path)).Select(known => known.Method)
                .SelectMany(method => method == HttpMethods.Get ? [method, HttpMethods.Head] : (string[])[method])
                .Append(HttpMethods.Options).Distinct().Order(StringComparer.Ordinal),
        ];
        if (methods.Length == 1)
            return ApiResults.Refused(new Refusal(ProblemType.NotFound, "the API has no such address; see /api/openapi.json"));
        request.HttpContext.Response.Headers.Allow = string.Join(", ", methods);
        return HttpMethods.IsOptions(request.Method)
            ? ApiResults.NoContent()
            : ApiResults.Refused(new Refusal(ProblemType.MethodNotAllowed, "the address has other methods: see the header Allow"));
    }

    private static Regex AddressOf(string route) => new(
        "^" + string.Join('/', route.Split('/').Select(part => part.StartsWith('{') ? "[^/]+" : Regex.Escape(part))) + @"\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
}
