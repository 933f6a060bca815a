using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace DataSharing.Embedded.Development;

/// <summary>
/// The development issuer over HTTP: metadata, keys, tokens and the sign-in. Mapped with <c>--development</c> alone, on
/// loopback addresses alone; they are endpoints of this host, not functions, so that no deployment can carry them.
/// Source: OpenID Connect Discovery 1.0 section 4; RFC 6749 sections 4.1, 4.4, 5.2.
/// </summary>
internal static class DevelopmentEndpoints
{
    // The sign-in posts to itself and is sent on to the client's address, which browsers count as a form's target too.
    private const string SignInPolicy =
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self' http://127.0.0.1:* http://localhost:*";

    public static void Map(WebApplication app)
    {
        DevelopmentIssuer issuer = app.Services.GetRequiredService<DevelopmentIssuer>();
        var principals = app.Services.GetRequiredService<IReadOnlyList<DevelopmentPrincipal>>().ToDictionary(
            principal => principal.Id, StringComparer.Ordinal);
        var codes = new AuthorizationCodes(app.Services.GetRequiredService<TimeProvider>());
        RouteGroupBuilder routes = ((IEndpointRouteBuilder)app).MapGroup(DevelopmentIssuer.Path);
        Answer(routes, "GET", "/.well-known/openid-configuration", _ => Task.FromResult(Metadata(issuer)));
        Answer(routes, "GET", "/keys", _ => Task.FromResult(Results.Json(new { keys = new[] { issuer.PublicKey() } })));
        Answer(routes, "GET", "/authorize", http => Task.FromResult(Ask(http, principals.Values)));
        Answer(
            routes, "POST", "/authorize", async http => SignIn(await http.Request.ReadFormAsync(http.RequestAborted), principals, codes));
        Answer(routes, "POST", "/token", async http => Token(await Form(http), issuer, principals, codes));
    }

    private static void Answer(RouteGroupBuilder routes, string method, string route, Func<HttpContext, Task<IResult>> answer) =>
        routes.MapMethods(route, [method], (RequestDelegate)(async http => await (await answer(http)).ExecuteAsync(http)));

    private static async Task<IFormCollection> Form(HttpContext http) =>
        http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;

    private static IResult Metadata(DevelopmentIssuer issuer) => Results.Json(new
    {
        issuer = issuer.Name,
        authorization_endpoint = issuer.Name + "/authorize",
        token_endpoint = issuer.Name + "/token",
        jwks_uri = issuer.Name + "/keys",
        response_types_supported = new[] { "code" },
        grant_types_supported = new[] { "authorization_code", "client_credentials" },
        code_challenge_methods_supported = new[] { "S256" },
        id_token_signing_alg_values_supported = new[] { "ES256" },
        subject_types_supported = new[] { "pairwise" },
        token_endpoint_auth_methods_supported = new[] { "none", "client_secret_post" },
    });

    private static IResult Ask(HttpContext http, IEnumerable<DevelopmentPrincipal> principals)
    {
        if (Read(name => http.Request.Query[name]) is not { } request)
            return Error(
                "invalid_request", "response_type=code, client_id, a redirect_uri on this machine and an S256 code_challenge are required");
        http.Response.Headers.ContentSecurityPolicy = SignInPolicy;
        return Results.Content(
            SignInPage.Render(request, principals.Where(principal => principal.Kind == PrincipalKind.Person)), "text/html; charset=utf-8");
    }

    private static IResult SignIn(IFormCollection form, Dictionary<string, DevelopmentPrincipal> principals, AuthorizationCodes codes)
    {
        if (Read(name => form[name]) is not { } request)
            return Error(
                "invalid_request", "response_type=code, client_id, a redirect_uri on this machine and an S256 code_challenge are required");
        if (!principals.TryGetValue(form["principal"].ToString(), out DevelopmentPrincipal? principal)
            || principal.Kind != PrincipalKind.Person)
            return Error("access_denied", "no such sample person");
        return Results.Redirect(QueryHelpers.AddQueryString(request.RedirectUri, new Dictionary<string, string?>
        {
            ["code"] = codes.Issue(request, principal),
            ["state"] = request.State,
        }.Where(pair => pair.Value is not null)));
    }

    private static IResult Token(
        IFormCollection form, DevelopmentIssuer issuer, Dictionary<string, DevelopmentPrincipal> principals, AuthorizationCodes codes)
    {
        switch (form["grant_type"].ToString())
        {
            case "client_credentials":
                return principals.TryGetValue(form["client_id"].ToString(), out DevelopmentPrincipal? principal)
                    ? Issued(issuer.AccessToken(principal), null)
                    : Error("invalid_client", "client_id is no sample principal");
            case "authorization_code":
                return codes.Redeem(
                    form["code"].ToString(), form["client_id"].ToString(), form["redirect_uri"].ToString(),
                    form["code_verifier"].ToString()) is var (person, request)
                    ? Issued(issuer.AccessToken(person), issuer.IdToken(person, request.ClientId, request.Nonce))
                    : Error("invalid_grant", "the code is used, expired, or not this client's");
            default:
                return Error("unsupported_grant_type", "grant_type is client_credentials or authorization_code");
        }
    }

    private static AuthorizationRequest? Read(Func<string, string?> get) =>
        get("response_type") == "code" && get("code_challenge_method") == "S256"
        && get("client_id") is { Length: > 0 } client && get("code_challenge") is { Length: 43 } challenge
        && get("redirect_uri") is { } redirect && Uri.TryCreate(redirect, UriKind.Absolute, out Uri? uri) && uri.IsLoopback
        && uri.Scheme is ("http" or "https")
            ? new AuthorizationRequest(client, redirect, challenge, get("state"), get("nonce"))
            : null;

    private static IResult Issued(string accessToken, string? idToken) => Results.Json(idToken is null
        ? new Dictionary<string, object>
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)DevelopmentIssuer.Lifetime.TotalSeconds,
            ["access_token"] = accessToken,
        }
        : new Dictionary<string, object>
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)DevelopmentIssuer.Lifetime.TotalSeconds,
            ["access_token"] = accessToken,
            ["id_token"] = idToken,
        });

    private static IResult Error(string code, string description) =>
        Results.Json(new { error = code, error_description = description }, statusCode: StatusCodes.Status400BadRequest);
}
