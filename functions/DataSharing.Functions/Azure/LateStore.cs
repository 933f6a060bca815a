namespace DataSharing.Functions.Azure;

/// <summary>
/// A store that is connected after the app was put together: the worker must answer the host before a database far away
/// does. Until then every call is a <see cref="StoreUnavailableException"/>, which callers see as 503.
/// </summary>
/// <param name="connect">Connects and checks. May be tried again after it failed.</param>
public sealed class LateStore(Func<CancellationToken, Task<IPartitionStore>> connect) : ForwardingStore, IAsyncDisposable
{
    private IPartitionStore? _store;

    protected override IPartitionStore Inner =>
        Volatile.Read(ref _store) ?? throw new StoreUnavailableException("the database is not connected yet");

    /// <exception cref="InvalidOperationException">The database is not one this app may use; trying again does not help.</exception>
    /// <exception cref="StoreUnavailableException">It did not answer.</exception>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        if (_store is null)
            Volatile.Write(ref _store, await connect(cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
