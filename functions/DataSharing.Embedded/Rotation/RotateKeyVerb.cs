using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Hosting;
using DataSharing.Functions.Keys;

namespace DataSharing.Embedded.Rotation;

/// <summary>
/// <c>rotate-key</c>: gives a key of the key store a new version, which wraps or signs from now on; former ones go on opening, and
/// stay among those that are published. Only while no engine holds the data directory.
/// </summary>
internal static class RotateKeyVerb
{
    private const string Name = "rotate-key", Key = "--key";

    public static Verb Verb { get; } = new(
        Name, $"give a key a new version ({Key} NAME: one of those that the handbook for operators lists)",
        line => StoreWork.RunAsync(line, RunAsync));

    private static async Task RunAsync(CommandLine line, IServiceProvider services)
    {
        string name = VerbOptions.Read(line, Name, [Key])[Key];
        if (!KeyName.IsValid(name))
            throw new UsageException($"{Key} takes letters, digits and hyphens");
        try
        {
            await Console.Out.WriteLineAsync(await services.GetRequiredService<IKeyService>().RotateAsync(new KeyName(name), default));
        }
        catch (KeyNotFoundInStoreException)
        {
            throw new InvalidOperationException($"there is no key {name}: nothing was made");
        }
    }
}
