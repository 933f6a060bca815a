namespace DataSharing.Embedded.Commands;

/// <summary>Options of a verb that each take a value and are given once.</summary>
internal static class VerbOptions
{
    /// <exception cref="UsageException">An option is unknown, incomplete, given twice or missing.</exception>
    public static IReadOnlyDictionary<string, string> Read(
        CommandLine line, string verb, IReadOnlyList<string> required, params IReadOnlyList<string> others)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyList<string> rest = line.Rest ?? [];
        for (int i = 0; i < rest.Count; i++)
        {
            string[] parts = rest[i].Split('=', 2);
            if (!required.Contains(parts[0]) && !others.Contains(parts[0]))
                throw new UsageException($"unknown option '{rest[i]}'");
            string value = parts.Length == 2
                ? parts[1]
                : i + 1 < rest.Count && !rest[i + 1].StartsWith("--", StringComparison.Ordinal)
                ? rest[++i]
                : "";
            if (value.Length == 0)
                throw new UsageException($"{parts[0]} needs a value");
            if (!found.TryAdd(parts[0], value))
                throw new UsageException($"{parts[0]} is given twice");
        }

        return required.FirstOrDefault(option => !found.ContainsKey(option)) is { } missing
            ? throw new UsageException($"{verb} needs {missing}")
            : found;
    }
}
