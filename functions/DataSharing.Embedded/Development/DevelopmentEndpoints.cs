using DataSharing.Functions.Registry;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace DataSharing.Embedded.Development;

/// <summary>
/// The development issuer over HTTP: metadata, keys, tokens and the sign-in. Mapped with <c>--development</c> alone, on
/// loopback addresses alone; they are endpoints of this host, not functions, so that no deployment can carry them.
/// Source: OpenID Connect Discovery 1.0 section 4; RFC 6749 section 4.1.
/// </summary>
internal static class DevelopmentEndpoints
{
    // The sign-in posts to itself and is sent on to the client's address, which browsers count as a form's target too.
    private const string SignInPolicy =
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self' http://127.0.0.1:* http://localhost:*";

    private static readonly OAuthError Unsafe = new(
        "invalid_request", "response_type=code, client_id, a redirect_uri on this machine and an S256 code_challenge are required");

    public static void Map(WebApplication app)
    {
        DevelopmentIssuer issuer = app.Services.GetRequiredService<DevelopmentIssuer>();
        var directory = new DevelopmentDirectory(
            app.Services.GetRequiredService<IReadOnlyList<DevelopmentPrincipal>>(), app.Services.GetService<RegistryReader>());
        var codes = new AuthorizationCodes(app.Services.GetRequiredService<TimeProvider>());
        var tokens = new TokenEndpoint(issuer, directory, codes);
        RouteGroupBuilder routes = ((IEndpointRouteBuilder)app).MapGroup(DevelopmentIssuer.Path);
        Answer(routes, "GET", "/.well-known/openid-configuration", _ => Task.FromResult(Metadata(issuer)));
        Answer(routes, "GET", "/keys", _ => Task.FromResult(Results.Json(new { keys = new[] { issuer.PublicKey() } })));
        Answer(routes, "GET", "/authorize", http => AskAsync(http, directory));
        Answer(routes, "POST", "/authorize", http => SignInAsync(http, directory, codes));
        Answer(routes, "POST", "/token", tokens.AnswerAsync);
    }

    private static void Answer(RouteGroupBuilder routes, string method, string route, Func<HttpContext, Task<IResult>> answer) =>
        routes.MapMethods(route, [method], (RequestDelegate)(async http => await (await answer(http)).ExecuteAsync(http)));

    private static IResult Metadata(DevelopmentIssuer issuer) => Results.Json(new
    {
        issuer = issuer.Name,
        authorization_endpoint = issuer.SignIn.Authorization,
        token_endpoint = issuer.SignIn.Token,
        jwks_uri = issuer.Name + "/keys",
        response_types_supported = new[] { "code" },
        grant_types_supported = new[] { "authorization_code", "client_credentials" },
        scopes_supported = Functions.Http.Roles.All,
        code_challenge_methods_supported = new[] { "S256" },
        id_token_signing_alg_values_supported = new[] { "ES256" },
        subject_types_supported = new[] { "pairwise" },
        token_endpoint_auth_methods_supported = new[] { "none", "client_secret_post", "client_secret_basic" },
    });

    private static async Task<IResult> AskAsync(HttpContext http, DevelopmentDirectory directory)
    {
        if (Read(name => http.Request.Query[name]) is not { } request)
            return Unsafe.Answer();
        http.Response.Headers.ContentSecurityPolicy = SignInPolicy;
        return Results.Content(
            SignInPage.Render(request, await directory.PersonsAsync(request.ClientId, http.RequestAborted)), "text/html; charset=utf-8");
    }

    private static async Task<IResult> SignInAsync(HttpContext http, DevelopmentDirectory directory, AuthorizationCodes codes)
    {
        (IFormCollection form, OAuthError? unread) = await DevelopmentForm.ReadAsync(http);
        if (unread is not null)
            return unread.Answer();
        if (Read(name => form[name]) is not { } request)
            return Unsafe.Answer();
        if (!(await directory.PersonsAsync(request.ClientId, http.RequestAborted)).TryGetValue(
            form["principal"].ToString(), out DevelopmentPrincipal? principal))
            return new OAuthError("access_denied", "there is no such person, neither sample nor registered").Answer();
        return Results.Redirect(QueryHelpers.AddQueryString(request.RedirectUri, new Dictionary<string, string?>
        {
            ["code"] = codes.Issue(request, principal),
            ["state"] = request.State,
        }.Where(pair => pair.Value is not null)));
    }

    private static AuthorizationRequest? Read(Func<string, string?> get) =>
        get("response_type") == "code" && get("code_challenge_method") == "S256"
        && get("client_id") is { Length: > 0 } client && get("code_challenge") is { Length: 43 } challenge
        && get("redirect_uri") is { } redirect && Uri.TryCreate(redirect, UriKind.Absolute, out Uri? uri) && uri.IsLoopback
        && uri.Scheme is ("http" or "https")
            ? new AuthorizationRequest(client, redirect, challenge, get("state"), get("nonce"))
            : null;
}
