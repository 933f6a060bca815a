namespace DataSharing.Embedded.Durable;

/// <summary>
/// An instance that is in memory: its mailbox and, between turns, its waiting orchestrator. The fields of the mailbox
/// belong to <see cref="InstanceTable"/> and its lock; the rest belongs to the one thread that runs the turn.
/// </summary>
internal sealed partial class LiveInstance(DurableEngine engine, long n) : IThreadPoolWorkItem
{
    public long N { get; } = n;

    /// <summary>Messages not yet taken by a turn. Guarded by the table.</summary>
    public List<Message> Mailbox { get; set; } = [];

    /// <summary>A turn runs or is queued. Guarded by the table.</summary>
    public bool Busy { get; set; }

    /// <summary>Its place among the idle ones, the longest idle first. Guarded by the table.</summary>
    public LinkedListNode<LiveInstance>? Idle { get; set; }

    /// <summary>Must stay in memory: it holds answers that are nowhere else until it is resumed.</summary>
    public bool Pinned => _held.Exists(message => message.Seq == 0);

    public void Execute() => engine.Track(RunAsync);
}

/// <summary>The instances in memory, and which of them may go when there are too many. Thread safe.</summary>
internal sealed class InstanceTable(DurableEngine engine, int capacity)
{
    private readonly object _gate = new();
    private readonly Dictionary<long, LiveInstance> _live = [];
    private readonly LinkedList<LiveInstance> _idle = [];
    private bool _closed;

    /// <summary>Instances in memory.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _live.Count;
        }
    }

    /// <summary>Adds a message and queues a turn unless one is running.</summary>
    public void Post(long n, Message message)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            if (!_live.TryGetValue(n, out LiveInstance? instance))
                _live.Add(n, instance = new LiveInstance(engine, n));
            instance.Mailbox.Add(message);
            if (instance.Busy)
                return;
            instance.Busy = true;
            if (instance.Idle is { } node)
            {
                _idle.Remove(node);
                instance.Idle = null;
            }

            ThreadPool.UnsafeQueueUserWorkItem(instance, preferLocal: false);
        }
    }

    /// <summary>Takes what came in; null: nothing, or the engine stops: the instance is idle now.</summary>
    public List<Message>? Take(LiveInstance instance, bool finished)
    {
        lock (_gate)
        {
            if (instance.Mailbox.Count > 0 && !_closed)
            {
                var taken = instance.Mailbox;
                instance.Mailbox = [];
                return taken;
            }

            instance.Busy = false;
            if (finished)
                _live.Remove(instance.N);
            else
                instance.Idle = _idle.AddLast(instance);
            Evict();
            return null;
        }
    }

    /// <summary>Puts back what a failed turn had taken, ahead of what came later; no turn is queued.</summary>
    public void PutBack(LiveInstance instance, List<Message> messages)
    {
        lock (_gate)
        {
            instance.Mailbox.InsertRange(0, messages);
            instance.Busy = false;
        }
    }

    /// <summary>No further turn begins.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
    }

    private void Evict()
    {
        LinkedListNode<LiveInstance>? node = _idle.First;
        while (_idle.Count > capacity && node is not null)
        {
            LinkedListNode<LiveInstance>? next = node.Next;
            if (!node.Value.Pinned)
            {
                _idle.Remove(node);
                node.Value.Idle = null;
                _live.Remove(node.Value.N);
            }

            node = next;
        }
    }
}
