namespace DataSharing.Functions.Auth;

/// <summary>The one token issuer that is trusted, and the audience its tokens must name.</summary>
/// <param name="Authority">
/// The issuer's address; its metadata is read from <c>/.well-known/openid-configuration</c> below it. https, or http on
/// this machine.
/// </param>
/// <param name="Audience">The application id (or its URI) of this API at the issuer.</param>
public sealed record IssuerOptions(Uri Authority, string Audience)
{
    public const string AuthoritySetting = "Issuer:Authority";
    public const string AudienceSetting = "Issuer:Audience";

    /// <exception cref="InvalidOperationException">A setting is missing or unusable; the message names it.</exception>
    public static IssuerOptions Read(IConfiguration settings)
    {
        string authority = Require(settings, AuthoritySetting), audience = Require(settings, AudienceSetting);
        if (!Uri.TryCreate(authority.TrimEnd('/') + "/", UriKind.Absolute, out Uri? uri)
            || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
            throw new InvalidOperationException($"{AuthoritySetting} must be an https address");
        return new IssuerOptions(uri, audience);
    }

    private static string Require(IConfiguration settings, string name)
        => settings[name] is { Length: > 0 } value ? value : throw new InvalidOperationException($"{name} is missing");
}
