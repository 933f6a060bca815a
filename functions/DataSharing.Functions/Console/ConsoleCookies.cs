namespace DataSharing.Functions.Console;

/// <summary>
/// The console's two cookies. The prefix makes the browser demand Secure, path / and no domain, so that no other host can
/// plant one. Source: RFC 6265bis, "The __Host- prefix".
/// </summary>
internal static class ConsoleCookies
{
    public const string Session = "__Host-dpo";
    public const string SignIn = "__Host-dpo-sign-in";

    public static void Set(HttpResponse response, string name, string value, TimeSpan? life = null) =>
        response.Cookies.Append(name, value, Options(life));

    public static void Clear(HttpResponse response, string name) => response.Cookies.Delete(name, Options(null));

    private static CookieOptions Options(TimeSpan? life) => new()
    {
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = life,
        IsEssential = true,
    };
}
