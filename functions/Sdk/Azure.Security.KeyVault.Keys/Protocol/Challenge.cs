using System.Text;
using Azure.Core;

namespace Azure.Security.KeyVault.Keys.Protocol;

/// <summary>Which token the vault wants.</summary>
/// <param name="Tenant">Directory whose authority issues it; null when the challenge names none.</param>
/// <param name="Claims">Claims that the next token must meet (continuous access evaluation); null for none.</param>
internal sealed record Challenge(Uri Resource, string? Tenant, string? Claims)
{
    private const string Scheme = "Bearer ";
    private const string Default = "/.default";

    public string Scope => Resource.AbsoluteUri.TrimEnd('/') + Default;

    /// <summary>Null when no header is a bearer challenge that names a resource.</summary>
    public static Challenge? Parse(ResponseHeaders headers) =>
        headers.TryGetValues("WWW-Authenticate", out IEnumerable<string>? values)
            ? values.Select(Parse).FirstOrDefault(found => found is not null)
            : null;

    /// <summary>Whether a host lies in the resource's domain.</summary>
    public bool IsFor(string host) => host.EndsWith("." + Resource.Host, StringComparison.OrdinalIgnoreCase);

    // Source: RFC 9110 section 11.2; the values of this service are quoted and hold no quotes.
    internal static Challenge? Parse(string header)
    {
        int start = header.IndexOf(Scheme, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return null;
        string parameters = header[(start + Scheme.Length)..];
        string? resource = Value(parameters, "resource") ?? Value(parameters, "scope");
        if (resource is not null && resource.EndsWith(Default, StringComparison.Ordinal))
            resource = resource[..^Default.Length];
        if (!Uri.TryCreate(resource, UriKind.Absolute, out Uri? uri))
            return null;
        string? authority = Value(parameters, "authorization") ?? Value(parameters, "authorization_uri");
        string? tenant = Uri.TryCreate(authority, UriKind.Absolute, out Uri? at) && at.Segments.Length > 1
            ? at.Segments[1].Trim('/')
            : null;
        return new(uri, tenant, Value(parameters, "claims") is { } claims ? Decode(claims) : null);
    }

    private static string? Value(string parameters, string name)
    {
        foreach (string part in parameters.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && part.AsSpan(0, equals).TrimEnd().Equals(name, StringComparison.OrdinalIgnoreCase))
                return part[(equals + 1)..].Trim().Trim('"');
        }

        return null;
    }

    private static string? Decode(string claims)
    {
        byte[] bytes = new byte[claims.Length];
        return Convert.TryFromBase64String(claims, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
