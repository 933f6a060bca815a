namespace DataSharing.Functions.Http;

/// <summary>
/// Headers every answer carries unless its function chose its own: nothing is stored, sniffed, framed or sent on as
/// a referrer. A page that needs styles or scripts sets its own content security policy.
/// </summary>
public static class ResponseHeaders
{
    // Razor components announce themselves for a script that no page here has.
    private const string EnhancedNavigation = "blazor-enhanced-nav";

    /// <summary>Adds the missing ones. Call it when the answer is about to start.</summary>
    public static void Complete(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers.Remove(EnhancedNavigation);
        // RFC 6797 section 7.2: never over plain HTTP.
        if (SourceAddress.IsHttps(response.HttpContext.Request))
            headers.TryAdd("Strict-Transport-Security", "max-age=31536000");
        headers.TryAdd("Cache-Control", "no-store");
        headers.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("X-Frame-Options", "DENY");
    }
}
