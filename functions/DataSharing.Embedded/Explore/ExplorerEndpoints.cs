using System.IO.Compression;
using System.Reflection;
using System.Text.Encodings.Web;
using DataSharing.Embedded.Development;
using DataSharing.Embedded.Installation;
using Microsoft.AspNetCore.Routing;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace DataSharing.Embedded.Explore;

/// <summary>
/// A page to try the API from, made of Swagger UI and served whole by this host. Endpoints of this host and not functions, so that no
/// deployment in Azure carries them. In development it hands out tokens of sample persons; elsewhere a token is pasted.
/// </summary>
internal static class ExplorerEndpoints
{
    public const string Path = "/api/explore";

    // Nothing inline, nothing from elsewhere; a token that is on the page can be sent nowhere else.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    private const string Page = "explore.html", Library = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";

    private static readonly IReadOnlyDictionary<string, (string Type, bool IsOurs)> Files = new Dictionary<string, (string, bool)>(
        StringComparer.Ordinal)
    {
        ["explore.css"] = ("text/css; charset=utf-8", true),
        ["explore.js"] = ("text/javascript; charset=utf-8", true),
        ["swagger-ui.css"] = ("text/css; charset=utf-8", false),
        ["swagger-ui-bundle.js"] = ("text/javascript; charset=utf-8", false),
        ["favicon-32x32.png"] = ("image/png", false),
        ["LICENSE"] = ("text/plain; charset=utf-8", false),
        ["NOTICE"] = ("text/plain; charset=utf-8", false),
    };

    /// <summary>In development, and where it is asked for.</summary>
    public static bool IsWanted(IConfiguration settings, bool development) =>
        settings[Settings.Explorer] is { Length: > 0 } said ? said == "true" : development;

    public static void Map(WebApplication app, bool development)
    {
        IReadOnlyList<DevelopmentPrincipal> principals = development
            ? app.Services.GetRequiredService<IReadOnlyList<DevelopmentPrincipal>>()
            : [];
        byte[] page = Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(Read(Page, isOurs: true)).Replace("<!--token-->", Token(principals), StringComparison.Ordinal));
        RouteGroupBuilder routes = ((IEndpointRouteBuilder)app).MapGroup(Path);
        Answer(routes, "", http =>
        {
            http.Response.Headers.ContentSecurityPolicy = Policy;
            return Results.Bytes(page, "text/html; charset=utf-8");
        });
        foreach ((string name, (string type, bool isOurs)) in Files)
        {
            var content = new Lazy<byte[]>(() => Read(name, isOurs));
            Answer(routes, "/" + name, http =>
            {
                http.Response.Headers.CacheControl = "no-cache";
                return Results.Bytes(content.Value, type);
            });
        }
    }

    private static void Answer(RouteGroupBuilder routes, string route, Func<HttpContext, IResult> answer) =>
        routes.MapMethods(route, [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)(http => answer(http).ExecuteAsync(http)));

    private static string Token(IReadOnlyList<DevelopmentPrincipal> principals)
    {
        string persons = string.Concat(principals.Where(one => one.Kind == PrincipalKind.Person).Select(one =>
            $"<option value=\"{Text(one.Id)}\" data-roles=\"{Text(string.Join(", ", one.Roles))}\">{Text(one.Display)}</option>"));
        return persons.Length == 0
            ? "<p>Paste a token of your issuer under “Authorize”.</p>"
            : $"<label for=\"person\">Invented person</label><select id=\"person\">{persons}</select>"
                + "<button id=\"use\" type=\"button\">Use a token of theirs</button>";
    }

    private static byte[] Read(string name, bool isOurs)
    {
        (Assembly assembly, string resource) = isOurs
            ? (typeof(ExplorerEndpoints).Assembly, typeof(ExplorerEndpoints).Namespace + ".Assets." + name)
            : (typeof(SwaggerUIOptions).Assembly, Library + name);
        using Stream file = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no {resource}");
        using var content = new MemoryStream();
        if (isOurs)
            file.CopyTo(content);
        else
            // The package holds them compressed.
            using (var plain = new GZipStream(file, CompressionMode.Decompress))
                plain.CopyTo(content);
        return content.ToArray();
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
