namespace DataSharing.Functions.Azure.Cosmos;

/// <summary>One container as the templates must create it.</summary>
/// <param name="HasDue">Some documents carry a workflow mark, which a timer looks for across partitions.</param>
/// <param name="Expires">Some documents may vanish by themselves; none does that was not written with a time to live.</param>
public sealed record CosmosContainer(Container Kind, bool HasDue = false, bool Expires = false)
{
    /// <summary>Every container's partition key.</summary>
    public const string PartitionKeyPath = "/pk";

    /// <summary>Everything else: bodies are never queried, so that a write does not pay for indexing them.</summary>
    public const string ExcludedPath = "/*";

    /// <summary>Lower case, as in <c>cases</c>.</summary>
    public string Name { get; } = Kind.ToString().ToLowerInvariant();

    /// <summary>What queries look for. The id, in whose order lists come, is indexed by the service itself.</summary>
    public IReadOnlyList<string> IndexedPaths => HasDue ? ["/pk/?", "/due/?"] : ["/pk/?"];

    /// <summary>-1: only documents that bring their own time to live expire. Null: none can.</summary>
    public int? DefaultTimeToLive => Expires ? -1 : null;
}

/// <summary>Every container of the database. Data alone, so that the templates can be held against it.</summary>
public static class CosmosContainers
{
    public static IReadOnlyList<CosmosContainer> All { get; } =
    [
        new(Container.Cases, HasDue: true),
        new(Container.Requests, HasDue: true),
        new(Container.Agencies),
        new(Container.Registry, HasDue: true),
        new(Container.Links, Expires: true),
        new(Container.Idempotency, Expires: true),
        new(Container.Sessions, HasDue: true, Expires: true),
        new(Container.Index),
        new(Container.Throttle, Expires: true),
        new(Container.System, HasDue: true),
    ];

    public static CosmosContainer Of(Container kind) => All.Single(container => container.Kind == kind);
}
