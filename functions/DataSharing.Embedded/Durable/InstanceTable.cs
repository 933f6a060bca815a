using System.Threading.Channels;
using DurableTask.Core;

namespace DataSharing.Embedded.Durable;

/// <summary>An instance that is in memory: its mailbox and, between turns, the session that waits for mail.</summary>
internal sealed class LiveInstance(long n, string id)
{
    public long N { get; } = n;

    public string Id { get; } = id;

    /// <summary>Messages not yet taken by a turn. Guarded by the table.</summary>
    public List<TaskMessage> Mailbox { get; set; } = [];

    /// <summary>The row as it was just made, without history, so that the first turn need not read it.</summary>
    public InstanceRow? Fresh { get; set; }

    /// <summary>Its turn runs, it waits in a session, or it is queued for a turn. Guarded by the table.</summary>
    public bool Busy { get; set; }

    /// <summary>Its last turn failed: it is not queued before its pause is over. Guarded by the table.</summary>
    public bool Resting { get; set; }

    /// <summary>Its orchestrator waits in memory. Guarded by the table.</summary>
    public TaskCompletionSource<IList<TaskMessage>?>? Waiting { get; set; }

    /// <summary>Its place among the waiting ones, the longest waiting first. Guarded by the table.</summary>
    public LinkedListNode<LiveInstance>? Place { get; set; }
}

/// <summary>
/// Which instances have something to do, and which wait in memory for more. It holds all messages that are not yet part of a
/// history: those of the inbox, and answers and timers that the history itself brings back after a crash. Thread safe.
/// </summary>
internal sealed class InstanceTable(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, LiveInstance> _live = [];
    private readonly LinkedList<LiveInstance> _waiting = [];
    private readonly Channel<LiveInstance> _ready = Channel.CreateUnbounded<LiveInstance>();
    private List<Delivery>? _early = [];
    private TaskCompletionSource? _quiet;
    private int _turns;
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

    public ChannelReader<LiveInstance> Ready => _ready.Reader;

    /// <summary>Hands a message over. Before <see cref="Open"/> it is kept, after <see cref="CloseAsync"/> the tables have it.</summary>
    public void Post(Delivery delivery)
    {
        lock (_gate)
        {
            if (_early is not null)
                _early.Add(delivery);
            else
                Add(delivery.Row.N, delivery.Row.Id, delivery.Message, delivery.Message is null ? delivery.Row : null);
        }
    }

    /// <summary>Wakes it, or hands it a message that is nowhere but in memory.</summary>
    public void Post(long n, string id, TaskMessage? message)
    {
        lock (_gate)
            Add(n, id, message);
    }

    /// <summary>Begins: first what was read from the tables, then what came since.</summary>
    /// <param name="mark">The last inbox row that was read.</param>
    public void Open(IEnumerable<(long N, string Id, TaskMessage? Message)> read, long mark)
    {
        lock (_gate)
        {
            foreach ((long n, string? id, TaskMessage? message) in read)
                Add(n, id, message);
            foreach (Delivery delivery in _early ?? throw new InvalidOperationException("an engine is started once"))
            {
                if (delivery.Message is null || delivery.Message.SequenceNumber > mark)
                    Add(delivery.Row.N, delivery.Row.Id, delivery.Message);
            }

            _early = null;
        }
    }

    /// <summary>Begins a turn: takes what came in.</summary>
    public List<TaskMessage> Take(LiveInstance instance)
    {
        lock (_gate)
            return TakeMail(instance);
    }

    /// <summary>Waits in memory for the next messages. Null: there is no room, or the engine stops; the turn is to be released.</summary>
    public Task<IList<TaskMessage>?> WaitAsync(LiveInstance instance)
    {
        lock (_gate)
        {
            // What came before the engine was told to stop is dealt with.
            if (instance.Mailbox.Count > 0)
                return Task.FromResult<IList<TaskMessage>?>(TakeMail(instance));
            if (_closed)
                return Task.FromResult<IList<TaskMessage>?>(null);
            instance.Waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            instance.Place = _waiting.AddLast(instance);
            CountDown();
            Task<IList<TaskMessage>?> next = instance.Waiting.Task;
            if (_waiting.Count > capacity)
                Wake(_waiting.First!.Value, null);
            return next;
        }
    }

    /// <summary>Puts back what a failed turn had taken, ahead of what came later.</summary>
    public void PutBack(LiveInstance instance, IEnumerable<TaskMessage> messages)
    {
        lock (_gate)
            instance.Mailbox.InsertRange(0, messages);
    }

    /// <summary>Ends a turn; the instance is queued again if there is mail.</summary>
    /// <param name="finished">The instance has ended: what comes now is for nobody.</param>
    public void Release(LiveInstance instance, bool finished)
    {
        lock (_gate)
        {
            if (finished || instance.Mailbox.Count == 0)
            {
                _live.Remove(instance.N);
                EndTurn(instance);
                return;
            }

            // What came before the engine was told to stop is dealt with: the next turn is counted before this one ends. It may be an
            // answer of an activity, which is nowhere but here.
            _turns++;
            _ready.Writer.TryWrite(instance);
            CountDown();
        }
    }

    /// <summary>Ends a turn that was not due: what came in waits until the next message or wake.</summary>
    public void Park(LiveInstance instance)
    {
        lock (_gate)
            EndTurn(instance);
    }

    /// <summary>Ends a turn that failed: the instance is left alone until <see cref="EndRest"/>.</summary>
    public void Rest(LiveInstance instance)
    {
        lock (_gate)
        {
            EndTurn(instance);
            instance.Resting = true;
        }
    }

    public void EndRest(LiveInstance instance)
    {
        lock (_gate)
        {
            instance.Resting = false;
            Queue(instance);
        }
    }

    /// <summary>No further turn begins; the task ends when those that run have.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            while (_waiting.First is { } node)
                Wake(node.Value, null);
            if (_turns == 0)
                return Task.CompletedTask;
            _quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _quiet.Task;
        }
    }

    private void Add(long n, string id, TaskMessage? message, InstanceRow? fresh = null)
    {
        if (_closed)
            return;
        if (!_live.TryGetValue(n, out LiveInstance? instance))
            _live.Add(n, instance = new LiveInstance(n, id) { Fresh = fresh });
        if (message is not null)
            instance.Mailbox.Add(message);
        if (instance.Waiting is not null)
        {
            if (instance.Mailbox.Count > 0)
                Wake(instance, TakeMail(instance));
        }
        else if (!instance.Busy && !instance.Resting)
        {
            Queue(instance);
        }
    }

    private void Wake(LiveInstance instance, List<TaskMessage>? mail)
    {
        _waiting.Remove(instance.Place!);
        TaskCompletionSource<IList<TaskMessage>?> waiting = instance.Waiting!;
        (instance.Place, instance.Waiting) = (null, null);
        _turns++;
        waiting.SetResult(mail);
    }

    private void Queue(LiveInstance instance)
    {
        if (_closed)
            return;
        instance.Busy = true;
        _turns++;
        _ready.Writer.TryWrite(instance);
    }

    private void EndTurn(LiveInstance instance)
    {
        instance.Busy = false;
        CountDown();
    }

    private void CountDown()
    {
        if (--_turns == 0)
            _quiet?.TrySetResult();
    }

    private static List<TaskMessage> TakeMail(LiveInstance instance)
    {
        List<TaskMessage> mail = instance.Mailbox;
        instance.Mailbox = [];
        return mail;
    }
}
