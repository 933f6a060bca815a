using System.Net.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace DataSharing.Embedded.Development;

/// <summary>
/// Hands out tokens: for a code of the sign-in, or at once to whom the directory vouches for. There are no secrets: what a client sends as
/// one is not looked at. Source: RFC 6749 sections 2.3.1, 3.2, 3.3, 4.1.3, 4.4, 5.1 and 5.2.
/// </summary>
internal sealed class TokenEndpoint(DevelopmentIssuer issuer, DevelopmentDirectory directory, AuthorizationCodes codes)
{
    // As Microsoft's issuer writes "all of them".
    private const string AllRoles = DevelopmentIssuer.Audience + "/.default";

    public async Task<IResult> AnswerAsync(HttpContext http)
    {
        (IFormCollection form, OAuthError? unread) = await DevelopmentForm.ReadAsync(http);
        if (unread is not null)
            return unread.Answer();
        string? named = Text(form, "client_id"), authenticated = BasicClient(http.Request);
        if (named is not null && authenticated is not null && named != authenticated)
            return new OAuthError("invalid_request", "client_id and the Authorization header name two clients").Answer();
        if ((authenticated ?? named) is not { } client)
            return new OAuthError("invalid_request", "client_id is missing").Answer();
        switch (Text(form, "grant_type"))
        {
            case "client_credentials":
                return await ForClientAsync(http, client, form, authenticated is not null);
            case "authorization_code":
                return codes.Redeem(
                    form["code"].ToString(), client, form["redirect_uri"].ToString(), form["code_verifier"].ToString())
                    is var (person, request)
                    ? Issued(person, issuer.IdToken(person, request.ClientId, request.Nonce))
                    : new OAuthError("invalid_grant", "the code is used, expired, or not this client's").Answer();
            case null:
                return new OAuthError("invalid_request", "grant_type is missing").Answer();
            default:
                return new OAuthError("unsupported_grant_type", "grant_type is client_credentials or authorization_code").Answer();
        }
    }

    private async Task<IResult> ForClientAsync(HttpContext http, string client, IFormCollection form, bool authenticated)
    {
        string? scope = Text(form, "scope");
        Vouched found = await directory.FindAsync(
            new TokenRequest(
                client, Text(form, "tenant"), Text(form, "subject"), Text(form, "person"),
                scope is null or AllRoles ? null : scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            http.RequestAborted);
        if (found.Principal is { } principal)
            return Issued(principal, idToken: null);
        if (!authenticated || found.Error!.Code != "invalid_client")
            return found.Error!.Answer();
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"development\"";
        return found.Error.Answer(StatusCodes.Status401Unauthorized);
    }

    private IResult Issued(DevelopmentPrincipal principal, string? idToken)
    {
        var answer = new Dictionary<string, object>
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)DevelopmentIssuer.Lifetime.TotalSeconds,
            ["scope"] = string.Join(' ', principal.Roles),
            ["access_token"] = issuer.AccessToken(principal),
        };
        if (idToken is not null)
            answer["id_token"] = idToken;
        return Results.Json(answer);
    }

    private static string? Text(IFormCollection form, string name) => form[name].ToString() is { Length: > 0 } text ? text : null;

    // Null: the header is not there, or is another scheme's.
    private static string? BasicClient(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers[HeaderNames.Authorization], out AuthenticationHeaderValue? header)
            || !string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase) || header.Parameter is not { } parameter)
            return null;
        byte[] pair = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, pair, out int length))
            return null;
        string client = Encoding.UTF8.GetString(pair, 0, length).Split(':')[0];
        return client.Length > 0 ? Uri.UnescapeDataString(client.Replace('+', ' ')) : null;
    }
}
