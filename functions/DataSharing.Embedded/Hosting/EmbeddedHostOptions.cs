using System.Reflection;
using DataSharing.Embedded.Installation;

namespace DataSharing.Embedded.Hosting;

/// <summary>How a host is to run.</summary>
public sealed record EmbeddedHostOptions
{
    /// <summary>The data directory; created if missing, held until the host is disposed.</summary>
    public required string Data { get; init; }

    /// <summary>Where to listen, separated by semicolons. Port 0: a free one.</summary>
    public string Urls { get; init; } = ListenUrls.Default;

    /// <summary>Issues tokens and signs in sample persons; some settings may then be missing. Loopback addresses only.</summary>
    public bool Development { get; init; }

    /// <summary>Where functions are looked for.</summary>
    public required IReadOnlyList<Assembly> Assemblies { get; init; }

    /// <summary>Which of their types count. For tests, whose assembly also holds functions that must be refused.</summary>
    internal Func<Type, bool> Hosts { get; init; } = static _ => true;

    /// <summary>Settings that come before the file's and the environment's. For tests and the tour.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Registers what the functions' constructors ask for. The directory is held and the settings are checked by then.</summary>
    public Action<WebApplicationBuilder, DataDirectory> Configure { get; init; } = static (_, _) => { };

    /// <summary>The directory of <c>host.json</c>.</summary>
    public string ContentRoot { get; init; } = AppContext.BaseDirectory;
}
