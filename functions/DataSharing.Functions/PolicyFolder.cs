namespace DataSharing.Functions;

/// <summary>Reads the policy that lies beside the program.</summary>
public static class PolicyFolder
{
    public const string Name = "Policy";

    /// <exception cref="PolicyException">A file is missing or not fit to decide by.</exception>
    public static PolicySet Load(string folder) => PolicyLoader.Load(PolicyLoader.FileNames
        .Where(name => File.Exists(Path.Combine(folder, name)))
        .ToDictionary(name => name, name => (ReadOnlyMemory<byte>)File.ReadAllBytes(Path.Combine(folder, name)), StringComparer.Ordinal));
}
