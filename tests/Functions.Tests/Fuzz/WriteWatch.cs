using System.Collections.Concurrent;
using System.Diagnostics;
using DataSharing.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Functions.Tests.Fuzz;

/// <summary>
/// What each request wrote to anything that is kept: documents, blobs and the stop journal. Who wrote is told by the trace that the
/// request began, so that what others do meanwhile is not counted as its.
/// </summary>
internal sealed class WriteWatch
{
    private readonly ConcurrentDictionary<ActivityTraceId, ConcurrentQueue<(string Place, bool Made, bool Gone)>> _writes = [];

    public void Attach(IServiceCollection services)
    {
        Wrap<IPartitionStore>(services, inner => new Documents(this, inner));
        Wrap<IBlobStore>(services, inner => new Blobs(this, inner));
        Wrap<IStopJournal>(services, inner => new Journal(this, inner));
    }

    /// <summary>
    /// What is otherwise than it was before the request. What it made and took away again, such as the key of a request that was
    /// refused afterwards, is not. Each place once, and asked about once.
    /// </summary>
    public IReadOnlyList<string> TakeChanges(ActivityTraceId trace) =>
        _writes.TryRemove(trace, out ConcurrentQueue<(string Place, bool Made, bool Gone)>? writes)
            ? [.. writes.GroupBy(write => write.Place).Where(place => !(place.First().Made && place.Last().Gone))
                .Select(place => place.Key)]
            : [];

    private void Note(string place, bool made = false, bool gone = false)
    {
        if (Activity.Current is { } activity)
            _writes.GetOrAdd(activity.TraceId, _ => new()).Enqueue((place, made, gone));
    }

    private static void Wrap<T>(IServiceCollection services, Func<T, T> around)
        where T : class
    {
        ServiceDescriptor inner = services.Last(service => service.ServiceType == typeof(T));
        services.Replace(ServiceDescriptor.Singleton(provider => around((T)(inner.ImplementationInstance
            ?? inner.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)))));
    }

    private sealed class Documents(WriteWatch watch, IPartitionStore inner) : ForwardingStore
    {
        protected override IPartitionStore Inner => inner;

        public override async Task<CommitResult> CommitAsync(
            Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation = default)
        {
            CommitResult result = await base.CommitAsync(partition, operations, cancellation);
            if (result.IsCommitted && !IsDerived(partition))
                foreach (Operation operation in operations)
                    watch.Note($"{partition}/{operation.Id}", operation is Create, operation is Delete);
            return result;

            // Lists follow the logs, whenever somebody looks: they say nothing that the logs do not. What waits for a reviewer is no
            // such list.
            static bool IsDerived(Partition at) => at == Partition.System("projections")
                || (at.Container == Container.Index && !at.Key.StartsWith("reviews-", StringComparison.Ordinal));
        }
    }

    private sealed class Blobs(WriteWatch watch, IBlobStore inner) : IBlobStore
    {
        public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
        {
            bool made = await inner.CreateAsync(name, content, cancellation);
            if (made)
                watch.Note("blob/" + name, made: true);
            return made;
        }

        public Task<Stream?> OpenReadAsync(string name, ReadOnlyMemory<byte> sha256, CancellationToken cancellation = default) =>
            inner.OpenReadAsync(name, sha256, cancellation);

        public async Task DeleteAsync(string name, CancellationToken cancellation = default)
        {
            await inner.DeleteAsync(name, cancellation);
            watch.Note("blob/" + name, gone: true);
        }

        public Task<BlobPage> ListAsync(
            string? continuation, DateTimeOffset createdBefore, int limit, CancellationToken cancellation = default) =>
            inner.ListAsync(continuation, createdBefore, limit, cancellation);
    }

    private sealed class Journal(WriteWatch watch, IStopJournal inner) : IStopJournal
    {
        public async Task AppendAsync(StopEntry entry, CancellationToken cancellation = default)
        {
            await inner.AppendAsync(entry, cancellation);
            watch.Note("journal/" + entry.Id);
        }

        public Task<JournalPage> ReadAsync(string? position = null, CancellationToken cancellation = default) =>
            inner.ReadAsync(position, cancellation);

        public Task<SalvagedJournal> SalvageAsync(CancellationToken cancellation = default) => inner.SalvageAsync(cancellation);

        public Task EnsureAsync(CancellationToken cancellation = default) => inner.EnsureAsync(cancellation);

        public Task BeginAnewAsync(CancellationToken cancellation = default) => inner.BeginAnewAsync(cancellation);
    }
}
