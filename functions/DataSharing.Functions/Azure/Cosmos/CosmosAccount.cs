using System.Net;
using Microsoft.Azure.Cosmos;

namespace DataSharing.Functions.Azure.Cosmos;

/// <summary>What must be true of an account and its database before a single document is trusted to them.</summary>
internal static class CosmosAccount
{
    /// <summary>Throws <see cref="InvalidOperationException"/>, naming the property, when the promises could not be kept there.</summary>
    public static async Task CheckAsync(CosmosClient client, CosmosOptions options, CancellationToken cancellation)
    {
        AccountProperties account = await AskAsync(options, client.ReadAccountAsync(), cancellation);
        Require(account);
        foreach (CosmosContainer container in CosmosContainers.All)
            Require(
                container,
                await AskAsync(options, ReadAsync(client.GetContainer(options.Database, container.Name), cancellation), cancellation),
                options);
    }

    /// <summary>Creates what is not there. For emulators: in Azure the templates do it, and the app's identity may not.</summary>
    public static async Task EnsureCreatedAsync(CosmosClient client, CosmosOptions options, CancellationToken cancellation)
    {
        Database database = await AskAsync(
            options, client.CreateDatabaseIfNotExistsAsync(options.Database, cancellationToken: cancellation), cancellation);
        foreach (CosmosContainer container in CosmosContainers.All)
        {
            var properties = new ContainerProperties(
                container.Name, CosmosContainer.PartitionKeyPath)
            { DefaultTimeToLive = container.DefaultTimeToLive };
            properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = CosmosContainer.ExcludedPath });
            foreach (string path in container.IndexedPaths)
                properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = path });
            await AskAsync(options, database.CreateContainerIfNotExistsAsync(properties, cancellationToken: cancellation), cancellation);
        }
    }

    private static void Require(AccountProperties account)
    {
        if (account.Consistency.DefaultConsistencyLevel != ConsistencyLevel.Strong)
            throw Refused(
                "its default consistency level (consistencyPolicy.defaultConsistencyLevel) is "
                    + $"{account.Consistency.DefaultConsistencyLevel}; it must be Strong");
        int writable = account.WritableRegions.Count(), regions = account.ReadableRegions.Count();
        if (writable != 1)
            throw Refused($"it has {writable} write regions; there must be exactly one (enableMultipleWriteLocations: false)");
        if (regions == 2)
            throw Refused(
                "it has two regions (locations); with Strong consistency there must be one, or at least three, else the loss of either "
                    + "stops every write");
    }

    private static void Require(CosmosContainer expected, ContainerProperties? found, CosmosOptions options)
    {
        if (found is null)
            throw Refused($"there is no container {expected.Name} in database {options.Database}");
        if (found.PartitionKeyPath != CosmosContainer.PartitionKeyPath)
            throw Refused(
                $"the partition key of container {expected.Name} is {found.PartitionKeyPath}; it must be "
                    + $"{CosmosContainer.PartitionKeyPath}");
        // A default would let case documents vanish; without -1 what may vanish would stay for ever.
        if (found.DefaultTimeToLive != expected.DefaultTimeToLive)
            throw Refused(
                $"the default time to live of container {expected.Name} (defaultTtl) must be "
                    + $"{expected.DefaultTimeToLive?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "off"}");
    }

    private static async Task<ContainerProperties?> ReadAsync(Microsoft.Azure.Cosmos.Container container, CancellationToken cancellation)
    {
        try
        {
            return await container.ReadContainerAsync(cancellationToken: cancellation);
        }
        catch (CosmosException missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private static async Task<T> AskAsync<T>(CosmosOptions options, Task<T> answer, CancellationToken cancellation)
    {
        try
        {
            return await answer;
        }
        catch (Exception failure) when (CosmosCalls.IsFault(failure) && !cancellation.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"the Cosmos DB account at {options.Endpoint} did not answer: "
                + $"{CosmosCalls.Describe(failure)}");
        }
    }

    private static InvalidOperationException Refused(string why) => new($"this Cosmos DB account cannot be used: {why}");
}
