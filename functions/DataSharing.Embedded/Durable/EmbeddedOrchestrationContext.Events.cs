namespace DataSharing.Embedded.Durable;

internal sealed partial class EmbeddedOrchestrationContext
{
    // The newest waiter is last and gets the next event; events without a waiter are kept in order of arrival.
    private readonly List<IWaiter> _waiters = [];
    private readonly List<Message> _unprocessed = [];

    /// <summary>Events that nobody has waited for yet, oldest first.</summary>
    public IReadOnlyList<Message> UnprocessedEvents => _unprocessed;

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        RequireTurn();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        var waiter = new Waiter<T>(eventName);
        int early = _unprocessed.FindIndex(message => waiter.Matches(message));
        if (early >= 0)
        {
            Message message = _unprocessed[early];
            _unprocessed.RemoveAt(early);
            waiter.Settle(message);
            return waiter.Task;
        }

        _waiters.Add(waiter);
        waiter.Watch(() =>
        {
            if (InTurn() && _waiters.Remove(waiter))
                TurnPump.Detached(() => waiter.TrySetCanceled(cancellationToken));
        }, cancellationToken);
        return waiter.Task;
    }

    /// <summary>Keeps an event for the next generation: the orchestrator has ended.</summary>
    public void Keep(Message message) => _unprocessed.Add(message);

    /// <summary>Hands an event to its newest waiter, else keeps it.</summary>
    public void Raise(Message message)
    {
        int newest = _waiters.FindLastIndex(waiter => waiter.Matches(message));
        if (newest < 0)
        {
            _unprocessed.Add(message);
            return;
        }

        IWaiter found = _waiters[newest];
        _waiters.RemoveAt(newest);
        TurnPump.Detached(() => found.Settle(message));
    }

    private interface IWaiter
    {
        bool Matches(Message message);

        void Settle(Message message);
    }

    private sealed class Waiter<T>(string name) : TaskCompletionSource<T>, IWaiter
    {
        private CancellationTokenRegistration _watch;

        public bool Matches(Message message) => string.Equals(name, message.Name, StringComparison.OrdinalIgnoreCase);

        public void Watch(Action cancelled, CancellationToken cancellation) =>
            _watch = cancellation.Register(cancelled, useSynchronizationContext: false);

#pragma warning disable CA1031 // a payload that cannot be read belongs to the orchestrator that wanted its type
        public void Settle(Message message)
        {
            _watch.Dispose();
            try
            {
                TrySetResult(Read<T>(message.Data)!);
            }
            catch (Exception unreadable)
            {
                TrySetException(unreadable);
            }
        }
#pragma warning restore CA1031
    }
}
