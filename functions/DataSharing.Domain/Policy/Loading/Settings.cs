namespace DataSharing.Domain.Policy.Loading;

/// <summary>
/// Named settings, each with its value and the rule it comes from. Remembers what was asked for, so that the rest is unknown.
/// </summary>
internal sealed class Settings(PolicyNode node)
{
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    internal PolicyNode Value(string name)
    {
        PolicyNode setting = node[name].Object("value", "source");
        _sources[name] = setting["source"].Text();
        return setting["value"];
    }

    internal int Number(string name, int least, int most) => Value(name).Number(least, most);

    internal bool Flag(string name) => Value(name).Flag();

    internal TimeSpan Duration(string name, TimeSpan? most = null)
    {
        PolicyNode value = Value(name);
        TimeSpan length = value.Duration();
        if (length > most)
            value.Problem($"exceeds the cap of {most.Value.Days} days");
        return length;
    }

    internal FrozenDictionary<string, string> Sources() => _sources.ToFrozenDictionary(StringComparer.Ordinal);

    internal void Close() => node.Object([.. _sources.Keys]);
}
