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
    // A clock is corrected by less all the time.
    private static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(1);

    private readonly Func<(BaseConfigurationManager Manager, string Audience)> _make;
    private readonly TimeProvider _time;
    private Made? _made;

    // Made at first use: a host that listens on a free port knows its development issuer's address only once it listens.
    public IssuerMetadata(IConfiguration settings, TimeProvider time)
        : this(() => Open(settings), time)
    {
    }

    internal IssuerMetadata(BaseConfigurationManager manager, string audience)
        : this(() => (manager, audience), TimeProvider.System)
    {
    }

    internal IssuerMetadata(Func<(BaseConfigurationManager Manager, string Audience)> make, TimeProvider time) =>
        (_make, _time) = (make, time);

    public string Audience => Current.Audience;

    public BaseConfigurationManager Manager => Current.Manager;

    // The library reckons by the clock when to ask again. Once that was set back, it would trust old keys for as long.
    private Made Current
    {
        get
        {
            Made? made = Volatile.Read(ref _made);
            if (made is not null && _time.GetUtcNow() >= made.At + _time.GetElapsedTime(made.Since) - Tolerated)
                return made;
            (BaseConfigurationManager manager, string audience) = _make();
            var next = new Made(manager, audience, _time.GetUtcNow(), _time.GetTimestamp());
            return Interlocked.CompareExchange(ref _made, next, made) == made ? next : Volatile.Read(ref _made)!;
        }
    }

    /// <summary>The issuer as its metadata names it; may hold <c>{tenantid}</c> for an issuer with one name a tenant.</summary>
    public async Task<string> NameAsync(CancellationToken cancellation)
        => (await Manager.GetBaseConfigurationAsync(cancellation)).Issuer;

    private static (BaseConfigurationManager Manager, string Audience) Open(IConfiguration settings)
    {
        var options = IssuerOptions.Read(settings);
        var manager = new ConfigurationManager<OpenIdConnectConfiguration>(
            new Uri(options.Authority, ".well-known/openid-configuration").AbsoluteUri,
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = options.Authority.Scheme == Uri.UriSchemeHttps })
        {
            RefreshInterval = TimeSpan.FromMinutes(1),
        };
        return (manager, options.Audience);
    }

    private sealed record Made(BaseConfigurationManager Manager, string Audience, DateTimeOffset At, long Since);
}
