using DataSharing.EndToEnd.Tests.Durability;
using DataSharing.Functions.Storage;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>Reads through the product's own port, for stores that have no file to look into.</summary>
internal sealed class PortReader(IPartitionStore store) : IStoreReader
{
    private const int Most = 1000;

    public T? Find<T>(Partition partition, string id)
        where T : class => store.ReadAsync(partition, id).GetAwaiter().GetResult()?.As<T>().Value;

    public IReadOnlyList<(string Id, T Value)> List<T>(Partition partition, string prefix, string after = "") =>
        [.. store.ListAllAsync<T>(partition, prefix).ToBlockingEnumerable().Where(one => string.CompareOrdinal(one.Id, after) > 0)
            .Select(one => (one.Id, one.Value))];

    public IReadOnlyList<string> Due() =>
    [
        .. from container in (Container[])[Container.Cases, Container.Requests, Container.Registry]
           from found in store.ListDueAsync(container, DateTimeOffset.MaxValue, Most).GetAwaiter().GetResult()
           select $"{container}/{found.Partition.Key}/{found.Id}",
    ];

    public void Dispose()
    {
    }
}
