namespace DataSharing.Functions.Registry;

/// <summary>A registration with its persons.</summary>
public sealed record SeedRegistration(RegistrationInput Registration, IReadOnlyList<PersonInput> Persons);

/// <summary>
/// The first content of an empty registry: somebody must exist before two persons can change anything. The members are those
/// of the API's bodies and pass the same checks.
/// </summary>
public sealed record RegistrySeed(IReadOnlyList<SeedRegistration> Registrations, IReadOnlyList<AgreementInput> Agreements)
{
    /// <summary>Name of the file in a data directory, or beside the function app.</summary>
    public const string FileName = "registry.json";

    /// <summary>Setting with the path of a seed file elsewhere.</summary>
    public const string Setting = "Registry:Seed";

    /// <summary>Where the seed is: what the setting names, else the file of this name in a folder; null when there is neither.</summary>
    public static string? Find(IConfiguration settings, string folder)
    {
        if (settings[Setting] is { Length: > 0 } named)
            return named;
        string beside = Path.Combine(folder, FileName);
        return File.Exists(beside) ? beside : null;
    }

    /// <exception cref="RegistrySeedException">The file is unreadable or no seed; the message names file and path.</exception>
    public static RegistrySeed Read(string path)
    {
        try
        {
            Result<RegistrySeed> seed = JsonBody.Read<RegistrySeed>(File.ReadAllBytes(path));
            return seed.Refusal is { } refusal ? throw new RegistrySeedException(path, refusal) : seed.Value;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new RegistrySeedException(path, "the file cannot be read");
        }
    }
}

/// <summary>A seed is not fit to start from. The message names the file and each path in it, and holds no value.</summary>
public sealed class RegistrySeedException : Exception
{
    public RegistrySeedException(string source, Refusal refusal)
        : base(string.Join(Environment.NewLine, refusal.Errors.Count > 0
            ? refusal.Errors.Select(item => $"{source}: {item.Pointer}: {item.Detail}")
            : [$"{source}: {refusal.Pointer}: {refusal.Detail}"]))
    {
    }

    public RegistrySeedException(string source, string detail)
        : base($"{source}: {detail}")
    {
    }
}
