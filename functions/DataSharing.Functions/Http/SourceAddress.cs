using System.Net;

namespace DataSharing.Functions.Http;

/// <summary>
/// Where a request comes from. Behind a proxy on this machine that is what the proxy says it was asked by; without that,
/// everybody would seem to come from one network, and a stranger's wrong codes would keep all from using theirs.
/// </summary>
public static class SourceAddress
{
    private const string Forwarded = "X-Forwarded-For";
    private const string ForwardedScheme = "X-Forwarded-Proto";

    /// <summary>
    /// The peer's address; of a peer on this machine, the last address of <c>X-Forwarded-For</c>, which the proxy itself has
    /// added: those before it may be the caller's invention. Null: there is none.
    /// </summary>
    public static IPAddress? Of(HttpRequest request)
    {
        IPAddress? peer = request.HttpContext.Connection.RemoteIpAddress;
        if (peer is { IsIPv4MappedToIPv6: true })
            peer = peer.MapToIPv4();
        if (peer is not null && !IPAddress.IsLoopback(peer))
            return peer;
        string chain = request.Headers[Forwarded].ToString();
        return IPEndPoint.TryParse(chain.AsSpan(chain.LastIndexOf(',') + 1).Trim(), out IPEndPoint? last) ? last.Address : peer;
    }

    /// <summary>One household or office, not one address: /24 of IPv4, /48 of IPv6. Around it what a provider has: /16 and /32.</summary>
    public static byte[] NetworkOf(IPAddress? source, bool wide)
    {
        if (source is null)
            return wide ? [] : [0];
        if (source.IsIPv4MappedToIPv6)
            source = source.MapToIPv4();
        byte[] bytes = source.GetAddressBytes();
        return bytes[..(bytes.Length == 4 ? (wide ? 2 : 3) : wide ? 4 : 6)];
    }

    /// <summary>Whether the caller speaks HTTPS: with this process, or with a proxy on this machine that says so.</summary>
    public static bool IsHttps(HttpRequest request)
    {
        if (request.IsHttps)
            return true;
        string chain = request.Headers[ForwardedScheme].ToString();
        return request.HttpContext.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
            && chain.AsSpan(chain.LastIndexOf(',') + 1).Trim().Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);
    }
}
