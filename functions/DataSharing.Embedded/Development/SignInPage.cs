using System.Text.Encodings.Web;

namespace DataSharing.Embedded.Development;

/// <summary>The development sign-in: a list of the sample and registered persons to be. Plain HTML, no script.</summary>
internal static class SignInPage
{
    public static string Render(AuthorizationRequest request, IReadOnlyDictionary<string, DevelopmentPrincipal> persons)
    {
        string choices = string.Concat(persons.Select(person =>
            $"<li><button name=\"principal\" value=\"{Text(person.Key)}\">{Text(person.Value.Display)}</button> "
                + $"{Text(person.Value.Registration)}: {Text(string.Join(", ", person.Value.Roles))}</li>"));
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Development sign-in</title></head>
            <body>
            <main>
            <h1>Development sign-in</h1>
            <p>This machine runs with --development. Choose the person to sign in as; there is no password.</p>
            <form method="post" action="{DevelopmentIssuer.Path}/authorize">
            {Hidden("response_type", "code")}{Hidden("client_id", request.ClientId)}{Hidden("redirect_uri", request.RedirectUri)}
            {Hidden("code_challenge", request.Challenge)}{Hidden("code_challenge_method", "S256")}
            {Hidden("state", request.State)}{Hidden("nonce", request.Nonce)}
            <ul>{(choices.Length > 0 ? choices : "<li>Nobody is registered.</li>")}</ul>
            </form>
            </main>
            </body>
            </html>
            """;
    }

    private static string Hidden(string name, string? value) =>
        value is null ? "" : $"<input type=\"hidden\" name=\"{name}\" value=\"{Text(value)}\">";

    private static string Text(string value) => HtmlEncoder.Default.Encode(value);
}
