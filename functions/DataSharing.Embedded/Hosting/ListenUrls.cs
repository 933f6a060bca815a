using System.Net;
using System.Net.Sockets;
using DataSharing.Embedded.Installation;

namespace DataSharing.Embedded.Hosting;

/// <summary>Where the host listens.</summary>
internal static class ListenUrls
{
    public const string Default = "http://127.0.0.1:7071";

    /// <exception cref="StartRefusedException">A part is no http(s) URL of a host and port, or leaves this machine in
    /// development.</exception>
    public static IReadOnlyList<string> Parse(string text, bool development)
    {
        string[] urls = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls.Length == 0)
            throw new StartRefusedException("--urls names no URL");
        return [.. urls.Select(url => Checked(url, development))];
    }

    private static string Checked(string url, bool development)
    {
        // Kestrel's own wildcards are no host names to Uri; they mean every address.
        bool isWildcard = url.Contains("://*", StringComparison.Ordinal) || url.Contains("://+", StringComparison.Ordinal);
        if (!Uri.TryCreate(
            isWildcard
                ? url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal)
                : url,
            UriKind.Absolute, out Uri? uri)
            || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            throw new StartRefusedException($"--urls has '{url}', which is not like {Default}");
        if (development && !uri.IsLoopback)
            throw new StartRefusedException(
                $"--urls has '{url}': with --development anyone who reaches the host can get tokens, so it listens on this machine only");
        // The development issuer's name holds the port, and tokens are checked against that name: it must be known before the start.
        return development && uri.Port == 0 ? $"{uri.Scheme}://{uri.Host}:{FreePort()}" : url.TrimEnd('/');
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
