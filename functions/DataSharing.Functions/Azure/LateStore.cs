using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Azure;

/// <summary>
/// A store that is connected after the app was put together: the worker must answer the host before a database far away
/// does. Until then every call is a <see cref="StoreUnavailableException"/>, which callers see as 503.
/// </summary>
/// <param name="connect">Connects and checks. May be tried again after it failed.</param>
public sealed class LateStore(Func<CancellationToken, Task<IPartitionStore>> connect) : IPartitionStore, IAsyncDisposable
{
    private IPartitionStore? _store;

    private IPartitionStore Store => Volatile.Read(ref _store) ?? throw new StoreUnavailableException("the database is not connected yet");

    /// <exception cref="InvalidOperationException">The database is not one this app may use; trying again does not help.</exception>
    /// <exception cref="StoreUnavailableException">It did not answer.</exception>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        if (_store is null)
            Volatile.Write(ref _store, await connect(cancellation));
    }

    public async Task<StoredDocument?> ReadAsync(Partition partition, string id, CancellationToken cancellation = default) =>
        await Store.ReadAsync(partition, id, cancellation);

    public async Task<CommitResult> CommitAsync(Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation = default) =>
        await Store.CommitAsync(partition, operations, cancellation);

    public async Task<IReadOnlyList<StoredDocument>> ListAsync(
        Partition partition, string idPrefix, bool descending = false, int limit = 100, string? after = null, CancellationToken cancellation = default) =>
        await Store.ListAsync(partition, idPrefix, descending, limit, after, cancellation);

    public async Task<IReadOnlyList<FoundDocument>> ListDueAsync(Container container, DateTimeOffset before, int limit = 100, CancellationToken cancellation = default) =>
        await Store.ListDueAsync(container, before, limit, cancellation);

    public async Task<ChangePage> ReadChangesAsync(Container container, string? continuation, int limit = 100, string idPrefix = "", CancellationToken cancellation = default) =>
        await Store.ReadChangesAsync(container, continuation, limit, idPrefix, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_store is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
