using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace DataSharing.Functions.Auth;

/// <summary>
/// The issuer's name and keys, read from its metadata at first use, again every twelve hours, and when a token names a key
/// not seen yet (at most once a minute, so that made-up key ids cannot keep us asking). Thread-safe.
/// Source: OpenID Connect Discovery 1.0 section 4.
/// </summary>
public sealed class IssuerMetadata
{
    private readonly Lazy<(BaseConfigurationManager Manager, string Audience)> _issuer;

    // Lazily: a host that listens on a free port knows its development issuer's address only once it listens.
    public IssuerMetadata(IConfiguration settings) => _issuer = new(() =>
    {
        IssuerOptions options = IssuerOptions.Read(settings);
        var manager = new ConfigurationManager<OpenIdConnectConfiguration>(
            new Uri(options.Authority, ".well-known/openid-configuration").AbsoluteUri,
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = options.Authority.Scheme == Uri.UriSchemeHttps })
        {
            RefreshInterval = TimeSpan.FromMinutes(1),
        };
        return (manager, options.Audience);
    });

    internal IssuerMetadata(BaseConfigurationManager manager, string audience) => _issuer = new((manager, audience));

    public string Audience => _issuer.Value.Audience;

    public BaseConfigurationManager Manager => _issuer.Value.Manager;

    /// <summary>The issuer as its metadata names it; may hold <c>{tenantid}</c> for an issuer with one name a tenant.</summary>
    public async Task<string> NameAsync(CancellationToken cancellation)
        => (await Manager.GetBaseConfigurationAsync(cancellation)).Issuer;
}
