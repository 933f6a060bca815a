using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Console;

/// <summary>The names of agencies for the reader of a page.</summary>
public sealed class AgencyNames(RegistryReader registry)
{
    /// <summary>Names by registration id; one that is not registered keeps its id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(IEnumerable<string> registrations, CancellationToken cancellation)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string id in registrations.Distinct(StringComparer.Ordinal))
            names[id] = (await registry.FindRegistrationAsync(new RegistrationId(id), cancellation))?.Value.DisplayName ?? id;
        return names;
    }
}

/// <summary>What every page of a session needs.</summary>
public sealed record ConsoleView(ConsoleSession Session, IReadOnlyDictionary<string, string> Names)
{
    public string NameOf(string registration) => Names.GetValueOrDefault(registration, registration);
}
