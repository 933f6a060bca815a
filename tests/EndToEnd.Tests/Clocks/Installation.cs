using System.Text.Json;
using DataSharing.Embedded.Samples;
using DataSharing.EndToEnd.Tests.Durability;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>The processes of one installation, each with a clock of its own, over one store.</summary>
internal abstract class Installation : IAsyncDisposable
{
    /// <summary>By so much no clock of a test is wrong, and a little more.</summary>
    public static readonly TimeSpan Widest = TimeSpan.FromDays(61);

    private readonly string _folder = Directory.CreateTempSubdirectory("datasharing-seed-").FullName;

    public List<ClockedApp> Apps { get; } = [];

    /// <summary>The documents as they are now.</summary>
    public abstract IStoreReader Read();

    /// <summary>Every clock is right again.</summary>
    public void Correct()
    {
        foreach (ClockedApp app in Apps)
            app.Clock.Ahead = TimeSpan.Zero;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (ClockedApp app in Apps)
            await app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The sample country as it was three months ago, so that everything stands by every clock of a test.</summary>
    protected string Seed()
    {
        string path = Path.Combine(_folder, RegistrySeed.FileName);
        File.WriteAllBytes(
            path,
            JsonSerializer.SerializeToUtf8Bytes(
                SampleRegistry.Build(Country.Policy, DateTimeOffset.UtcNow.AddDays(-90)), JsonBody.Options));
        return path;
    }
}
