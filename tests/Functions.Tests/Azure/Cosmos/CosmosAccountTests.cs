using System.Diagnostics.Metrics;
using DataSharing.Emulators.Cosmos;
using DataSharing.Functions.Azure.Cosmos;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Azure.Cosmos;

/// <summary>What the account must be, what it is told to forget, and what it costs.</summary>
public sealed class CosmosAccountTests
{
    private sealed record Note(string Text);

    [Theory]
    [InlineData("consistency", "defaultConsistencyLevel")]
    [InlineData("write regions", "enableMultipleWriteLocations")]
    [InlineData("regions", "locations")]
    [InlineData("containers", "no container cases")]
    public async Task ConnectAsync_WhenTheAccountCannotKeepThePromises_SaysWhichPropertyIsWrong(string wrong, string named)
    {
        var fake = new CosmosFake();
        if (wrong != "containers")
            await (await CosmosFixture.ConnectAsync(fake)).DisposeAsync();
        fake.Consistency = wrong == "consistency" ? "Session" : "Strong";
        fake.WriteRegions = wrong == "write regions" ? 2 : 1;
        fake.Regions = wrong == "regions" ? 2 : 3;
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            CosmosFixture.ConnectAsync(fake, create: false));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("pk", "/pk")]
    [InlineData("ttl", "defaultTtl")]
    public async Task ConnectAsync_WhenAContainerIsAnother_SaysWhatIsWrong(string wrong, string named)
    {
        var fake = new CosmosFake();
        fake.CreateContainer("datasharing", "cases", wrong == "pk" ? "/id" : "/pk", wrong == "ttl" ? 3600 : null);
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            CosmosFixture.ConnectAsync(fake, create: false));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Contains("cases", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ConnectAsync_WhenTheAccountFits_Opens(int regions)
    {
        await using CosmosPartitionStore store = await CosmosFixture.ConnectAsync(new CosmosFake { Regions = regions });
        Assert.Null(await store.ReadAsync(Partition.Case("c"), "n"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConnectAsync_WhenTheAccountRefusesUs_IsUnavailableWithTheStatus(bool create)
    {
        var fake = new CosmosFake { Faults = _ => new CosmosFault(CosmosFaultAt.Before, 401) };
        StoreUnavailableException failure = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            CosmosFixture.ConnectAsync(fake, create: create));
        Assert.Contains("401", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token", true)]
    [InlineData("other", false)]
    public async Task ConnectAsync_SignsInWithTheTokenOfItsIdentity(string expected, bool opens)
    {
        var fake = new CosmosFake { Token = expected };
        if (opens)
            await (await CosmosFixture.ConnectAsync(fake)).DisposeAsync();
        else
            await Assert.ThrowsAsync<StoreUnavailableException>(() => CosmosFixture.ConnectAsync(fake, create: false));
    }

    [Fact]
    public void Containers_HaveOneDefinitionEach() =>
        Assert.Equal(Enum.GetValues<Container>().Order(), CosmosContainers.All.Select(container => container.Kind).Order());

    [Fact]
    public async Task ExpiresAt_WhenItHasPassed_TheServiceForgetsAndNotBefore()
    {
        var time = new ManualTime();
        await using CosmosPartitionStore store = await CosmosFixture.ConnectAsync(new CosmosFake(time), time);
        var link = Partition.Link("f");
        DateTimeOffset soon = time.GetUtcNow().AddSeconds(10.5);
        await store.CommitAsync(
            link,
            Operation.Create("stays", new Note("a")),
            Operation.Create("goes", new Note("a")) with { ExpiresAt = soon },
            Operation.Create("longer", new Note("a")) with { ExpiresAt = soon },
            Operation.Create("freed", new Note("a")) with { ExpiresAt = soon });
        await store.CommitAsync(
            link, Operation.Replace("longer", new Note("b")) with { ExpiresAt = soon.AddDays(1) },
            Operation.Replace("freed", new Note("b")));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(4, (await store.ListAsync(link, "")).Count);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["freed", "longer", "stays"], (await store.ListAsync(link, "")).Select(document => document.Id));
        Assert.True((await store.CommitAsync(link, Operation.Create("goes", new Note("again")))).IsCommitted);
        time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(["freed", "goes", "stays"], (await store.ListAsync(link, "")).Select(document => document.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CommitAsync_WhenAContainerIsNotMadeForIt_Throws(bool expires)
    {
        await using CosmosPartitionStore store = await CosmosFixture.ConnectAsync(new CosmosFake());
        Create create = Operation.Create("n", new Note("a"));
        create = expires ? create with { ExpiresAt = DateTimeOffset.MaxValue } : create with { Due = DateTimeOffset.MinValue };
        await Assert.ThrowsAsync<ArgumentException>(() => store.CommitAsync(expires ? Partition.Case("c") : Partition.Link("c"), create));
    }

    [Fact]
    public async Task RequestCharge_OfEachOperation_IsMeasuredWithoutIds()
    {
        var measured = new List<(string Operation, string Container, double Charge)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == "DataSharing.Cosmos")
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, charge, tags, _) =>
        {
            Assert.Equal(("datasharing.cosmos.request_charge", "{RU}", 2), (instrument.Name, instrument.Unit, tags.Length));
            lock (measured)
                measured.Add(((string)tags[0].Value!, (string)tags[1].Value!, charge));
        });
        listener.Start();
        await using CosmosPartitionStore store = await CosmosFixture.ConnectAsync(new CosmosFake());
        // A container that no other test measures at the same time.
        var session = new Partition(Container.Sessions, "s");
        await store.CommitAsync(session, Operation.Create("n", new Note("a")), Operation.Create("m", new Note("a")));
        await store.ReadAsync(session, "n");
        await store.ListAsync(session, "");
        await store.ListDueAsync(Container.Sessions, DateTimeOffset.MaxValue);
        await store.ReadChangesAsync(Container.Sessions, null);
        (string Operation, string Container, double Charge)[] ours = [.. measured.ToArray().Where(one => one.Container == "sessions")];
        Assert.Equal(["changes", "commit", "due", "list", "read"], ours.Select(one => one.Operation).Distinct().Order());
        Assert.Equal(10, Assert.Single(ours, one => one.Operation == "commit").Charge);
    }
}
