namespace DataSharing.Functions.Console;

/// <summary>How officers sign in to the console. Without a client id there is no console: its pages say so.</summary>
/// <param name="ClientId">The console's application at the issuer, setting <c>Console:ClientId</c>.</param>
/// <param name="ClientSecret">Its secret, where the issuer demands one beside the proof key; setting <c>Console:ClientSecret</c>.</param>
/// <param name="Origin">Scheme and host under which officers reach it, setting <c>Console:Origin</c>; null: this machine only.</param>
public sealed record ConsoleOptions(string? ClientId, string? ClientSecret, string? Origin)
{
    /// <exception cref="InvalidOperationException">The origin is no https origin (http only on this machine).</exception>
    public static ConsoleOptions Read(IConfiguration settings)
    {
        string? origin = Text(settings["Console:Origin"])?.TrimEnd('/');
        if (origin is not null && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.GetLeftPart(UriPartial.Authority) == origin
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))))
            throw new InvalidOperationException("Console:Origin must be an https origin without a path");
        return new ConsoleOptions(Text(settings["Console:ClientId"]), Text(settings["Console:ClientSecret"]), origin);
    }

    /// <summary>
    /// Where the issuer sends the browser back to, or null: not here. Without a configured origin only a request to this
    /// machine tells it, so that a made-up Host header cannot choose the address.
    /// </summary>
    public string? CallbackOf(HttpRequest request)
    {
        string? origin = Origin
            ?? (Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out Uri? asked) && asked.IsLoopback
            ? asked.GetLeftPart(UriPartial.Authority) : null);
        return origin is null ? null : origin + "/" + ConsoleRoutes.Callback;
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}

/// <summary>Every address of the console.</summary>
public static class ConsoleRoutes
{
    public const string Home = "dpo";
    public const string SignIn = Home + "/sign-in";
    public const string Callback = Home + "/callback";
    public const string SignOut = Home + "/sign-out";
    public const string Purpose = Home + "/purpose";
    public const string Entry = Home + "/entries/{entryId}";
    public const string Verification = Home + "/verification";
    public const string Asset = Home + "/assets/{asset}";

    /// <summary>Whatever else lies under it. At least one segment, so that no host takes it for <see cref="Home"/>.</summary>
    public const string Nothing = Home + "/{page}/{*rest}";
}
