using System.IO.Compression;
using System.Reflection;
using System.Text.Encodings.Web;
using DataSharing.Embedded.Development;
using DataSharing.Embedded.Installation;
using DataSharing.Functions.Registry;
using Microsoft.AspNetCore.Routing;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace DataSharing.Embedded.Explore;

/// <summary>
/// A page to try the API from, made of Swagger UI and served whole by this host. Endpoints of this host and not functions, so that no
/// deployment in Azure carries them. In development it gets tokens of sample and registered persons; elsewhere a token is pasted.
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
        DevelopmentDirectory? directory = development
            ? new DevelopmentDirectory(
                app.Services.GetRequiredService<IReadOnlyList<DevelopmentPrincipal>>(), app.Services.GetService<RegistryReader>())
            : null;
        string page = Encoding.UTF8.GetString(Read(Page, isOurs: true));
        RouteGroupBuilder routes = ((IEndpointRouteBuilder)app).MapGroup(Path);
        Answer(routes, "", async http =>
        {
            http.Response.Headers.ContentSecurityPolicy = Policy;
            string token = await TokenAsync(directory, http.RequestAborted);
            return Results.Text(page.Replace("<!--token-->", token, StringComparison.Ordinal), "text/html; charset=utf-8", Encoding.UTF8);
        });
        foreach ((string name, (string type, bool isOurs)) in Files)
        {
            var content = new Lazy<byte[]>(() => Read(name, isOurs));
            Answer(routes, "/" + name, http =>
            {
                http.Response.Headers.CacheControl = "no-cache";
                return Task.FromResult(Results.Bytes(content.Value, type));
            });
        }
    }

    private static void Answer(RouteGroupBuilder routes, string route, Func<HttpContext, Task<IResult>> answer) => routes.MapMethods(
        route, [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)(async http => await (await answer(http)).ExecuteAsync(http)));

    // Whom the issuer vouches for, with what it is to be asked: samples by their id, whoever was registered since by binding and staff id.
    private static async Task<string> TokenAsync(DevelopmentDirectory? directory, CancellationToken cancellation)
    {
        if (directory is null)
            return "<p>Paste a token of your issuer under “Authorize”.</p>";
        var persons = new StringBuilder();
        foreach ((string key, DevelopmentPrincipal one) in await directory.PersonsAsync("", cancellation))
        {
            string staff = key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];
            string asked = key == one.Id
                ? $"client_id={Uri.EscapeDataString(key)}"
                : $"client_id={Uri.EscapeDataString(one.AppId)}&tenant={Uri.EscapeDataString(one.TenantId)}"
                    + $"&person={Uri.EscapeDataString(staff)}";
            persons.Append(
                CultureInfo.InvariantCulture,
                $"<option value=\"{Text(asked)}\" data-roles=\"{Text(string.Join(", ", one.Roles))}\">{Text(one.Display)}</option>");
        }

        return $"<label for=\"person\">Person</label><select id=\"person\">{persons}</select>"
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
