using System.Text.RegularExpressions;
using DataSharing.Functions.Auth;
using Microsoft.OpenApi;

namespace DataSharing.Functions.OpenApi;

/// <summary>What an operation reads beside its body: the address, the query and headers.</summary>
internal static partial class OperationParameters
{
    public static IEnumerable<IOpenApiParameter> Of(ApiOperation operation)
    {
        foreach (Match match in RouteParameter().Matches(operation.Route))
            yield return Parameter(
                match.Groups[1].Value, ParameterLocation.Path, "An identifier.", "^" + IdForm.Pattern + "$", isRequired: true);
        foreach (QueryParameter query in operation.Query)
            yield return Parameter(query.Name, ParameterLocation.Query, query.Meaning, Whole(query.Pattern), isRequired: false);
        if (operation.Roles.Count > 0)
            yield return Parameter(
                BearerAuthenticator.ActingPersonHeader, ParameterLocation.Header,
                "Staff id of the person whom an application acts for; required unless a person signed in.", "^" + IdForm.Pattern + "$",
                isRequired: false);
        if (operation.IdempotencyKey || operation.OptionalIdempotencyKey)
            yield return Parameter(
                "Idempotency-Key", ParameterLocation.Header, "A new one for each request, the same for its repeats.",
                "^\"?[A-Za-z0-9._:-]{16,128}\"?$", isRequired: operation.IdempotencyKey);
        if (operation.IfMatch)
            yield return Parameter(
                "If-Match", ParameterLocation.Header, "The ETag that was read; several, or * for whichever there is.", "^.{1,1000}$",
                isRequired: true);
        foreach (HeaderParameter header in operation.Headers)
            yield return Parameter(header.Name, ParameterLocation.Header, header.Meaning, Whole(header.Pattern), isRequired: false);
    }

    private static string Whole(string pattern) => "^(?:" + pattern + ")$";

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string meaning, string pattern, bool isRequired) =>
        new()
        {
            Name = name,
            In = place,
            Description = meaning,
            Required = isRequired,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern },
        };

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex RouteParameter();
}
