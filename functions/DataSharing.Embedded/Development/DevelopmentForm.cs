namespace DataSharing.Embedded.Development;

/// <summary>The body of a request to the issuer. Source: RFC 6749 section 3.2: each parameter once.</summary>
internal static class DevelopmentForm
{
    public static async Task<(IFormCollection Form, OAuthError? Error)> ReadAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
            return Refused("the body is a form: application/x-www-form-urlencoded");
        try
        {
            IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted);
            return form.FirstOrDefault(field => field.Value.Count > 1).Key is { } twice
                ? Refused($"{(twice.Length <= 64 ? twice : twice[..64])} is given more than once")
                : (form, null);
        }
        // The server answers by itself what is no HTTP.
        catch (Exception malformed) when (malformed is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return Refused("the form cannot be read");
        }
    }

    private static (IFormCollection Form, OAuthError? Error) Refused(string why) =>
        (FormCollection.Empty, new OAuthError("invalid_request", why));
}
