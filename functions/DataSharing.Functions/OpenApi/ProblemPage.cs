using System.Text.Encodings.Web;

namespace DataSharing.Functions.OpenApi;

/// <summary>Problem types as pages: plain HTML without a script, nothing from elsewhere.</summary>
internal static class ProblemPage
{
    private const string Style =
        "body{font:1.05rem/1.55 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#18222b;background:#fff}"
            + "h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.15rem;margin-top:2rem}dt{font-weight:600;margin-top:.75rem}dd{margin:0}"
            + "code{font:.95em/1.4 ui-monospace,monospace;overflow-wrap:anywhere}a{color:#0a5596}"
            + "table{border-collapse:collapse;width:100%}"
            + "th,td{text-align:left;padding:.4rem .75rem .4rem 0;border-bottom:1px solid #c9d2da;"
            + "vertical-align:top}";

    /// <summary>Only this very style may run on the page.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
            + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static string Render(ProblemTypeView problem)
    {
        var page = new StringBuilder(2048);
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p><a href=\"/{Routes.Problems}\">All problem types</a></p>\n<h1>{Text(problem.Title)}</h1>\n"
                + $"<p>{Text(problem.Meaning)}</p>\n<h2>What to do</h2>\n<p>{Text(problem.Remedy)}</p>\n<h2>In the answer</h2>\n<dl>"
                + $"<dt>Status</dt><dd>{problem.Status}</dd><dt>Type</dt><dd><code>{Text(problem.Type)}</code></dd>"
                + $"<dt>Title</dt><dd>{Text(problem.Title)}</dd></dl>\n<h2>Operations that answer with it</h2>\n");
        page.Append(problem.Operations.Count == 0 ? "<p>None: no operation is reached.</p>\n" : "<ul>");
        foreach (ApiOperation operation in OperationCatalogue.All.Where(one => problem.Operations.Contains(one.Id)))
            page.Append(
                CultureInfo.InvariantCulture,
                $"<li>{Text(operation.Summary)}: <code>{operation.Method} /{Text(operation.Route)}</code></li>\n");
        page.Append(problem.Operations.Count == 0 ? "" : "</ul>\n");
        return Frame(problem.Title, page.ToString());
    }

    public static string Render(IEnumerable<ProblemTypeView> problems)
    {
        var page = new StringBuilder(8192);
        page.Append(
            "<h1>Problem types</h1>\n<p>What the API refuses, it refuses with one of these (RFC 9457). <code>pointer</code> of the "
                + "answer names the member, header or parameter at fault. <a href=\"/api/openapi.json\">The API's document</a> says which "
                + "of them each operation answers with.</p>\n<table><thead><tr><th scope=\"col\">Type</th><th scope=\"col\">Status</th>"
                + "<th scope=\"col\">Title</th></tr></thead><tbody>\n");
        foreach (ProblemTypeView problem in problems)
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td><a href=\"/{Routes.Problems}/{Text(problem.Slug)}\">{Text(problem.Slug)}</a></td><td>{problem.Status}</td>"
                    + $"<td>{Text(problem.Title)}</td></tr>\n");
        page.Append("</tbody></table>\n");
        return Frame("Problem types", page.ToString());
    }

    private static string Frame(string title, string content) =>
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
            + $"initial-scale=1\"><title>{Text(title)}</title><style>{Style}</style></head>\n"
            + $"<body><main>\n{content}</main></body></html>\n";

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
