using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Functions.Tests.Hosting;

/// <summary>One machine takes each of its stores from Azure or not: every mix must be one that can be put together.</summary>
public sealed class CompositionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<bool, bool, bool> Mixes
    {
        get
        {
            var mixes = new TheoryData<bool, bool, bool>();
            for (int mix = 0; mix < 8; mix++)
                mixes.Add((mix & 1) != 0, (mix & 2) != 0, (mix & 4) != 0);
            return mixes;
        }
    }

    // A circle would end the process, not the test.
    [Theory]
    [MemberData(nameof(Mixes))]
    public async Task Add_WhateverComesFromAzure_CanBePutTogether(bool vault, bool cosmos, bool blobs)
    {
        var settings = new Dictionary<string, string?> { [JournalPlace.Setting] = _directory.File("journal") };
        if (vault)
            settings[AzureSettings.VaultUri] = "https://vault.example";
        if (cosmos)
            settings[AzureSettings.CosmosEndpoint] = "https://account.documents.example";
        if (blobs)
            settings[AzureSettings.BlobsEndpoint] = "https://sealed.blob.example";
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var data = DataDirectory.Open(_directory.File("data"));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(configuration);
        Composition.Add(services, configuration, data, development: true);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.NotNull(provider.GetRequiredService<EmbeddedStores>());
        Assert.NotNull(provider.GetRequiredService<StoreGate>());
        Assert.NotNull(provider.GetRequiredService<IJournalWitness>());
        Assert.NotNull(provider.GetRequiredService<IKeyService>());
        Assert.Equal(!blobs, File.Exists(_directory.File("journal/data-directory")));
    }
}
