using System.Collections.Concurrent;
using System.Threading.Channels;
using DataSharing.WorkerHost.Protocol;
using Grpc.Core;

namespace DataSharing.WorkerHost;

/// <summary>
/// The stream of messages to and from one worker. Whoever waits for an answer gets it, or learns that the worker is gone.
/// </summary>
internal sealed class WorkerConnection(Action<RpcLog> log)
{
    private readonly Channel<StreamingMessage> _outgoing =
        Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _asked = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _isClosed;
    private Action? _closed;

    /// <summary>Called once when the worker is gone; at once if it is already.</summary>
    public Action Closed
    {
        set
        {
            lock (_lock)
            {
                if (!_isClosed)
                {
                    _closed = value;
                    return;
                }
            }

            value();
        }
    }

    /// <summary>Carries messages both ways until either side ends.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellation)
    {
        Task sending = SendAllAsync(outgoing, cancellation);
        try
        {
            while (await incoming.MoveNext(cancellation))
                Take(incoming.Current);
        }
        catch (Exception gone) when (
            gone is IOException or Grpc.Core.RpcException or OperationCanceledException or InvalidOperationException)
        {
            // A worker that is killed breaks the stream off.
        }

        Close();
        await sending;
    }

    /// <summary>Sends a message and waits for the answer to it.</summary>
    /// <exception cref="WorkerProcessExitException">The worker ended before it answered.</exception>
    public async Task<StreamingMessage> AskAsync(StreamingMessage message, Action? sent = null)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[message.RequestId] = answer;
        if (!IsClosed)
            sent?.Invoke();
        Tell(message);
        // It may have been closed in between, when nobody would look at this one any more.
        if (IsClosed)
            answer.TrySetException(new WorkerProcessExitException());
        try
        {
            return await answer.Task;
        }
        finally
        {
            _asked.TryRemove(message.RequestId, out _);
        }
    }

    public void Tell(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Nobody will answer any more.</summary>
    public void Close()
    {
        Action? closed;
        lock (_lock)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            closed = _closed;
        }

        closed?.Invoke();
        _outgoing.Writer.TryComplete();
        foreach (TaskCompletionSource<StreamingMessage> waiting in _asked.Values)
            waiting.TrySetException(new WorkerProcessExitException());
    }

    private bool IsClosed
    {
        get
        {
            lock (_lock)
                return _isClosed;
        }
    }

    private void Take(StreamingMessage message)
    {
        if (message.ContentCase == StreamingMessage.ContentOneofCase.RpcLog)
            log(message.RpcLog);
        else if (_asked.TryGetValue(message.RequestId, out TaskCompletionSource<StreamingMessage>? waiting))
            waiting.TrySetResult(message);
    }

    private async Task SendAllAsync(IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellation)
    {
        try
        {
            await foreach (StreamingMessage message in _outgoing.Reader.ReadAllAsync(cancellation))
                await outgoing.WriteAsync(message, cancellation);
        }
        catch (Exception gone) when (
            gone is IOException or Grpc.Core.RpcException or OperationCanceledException or InvalidOperationException)
        {
            Close();
        }
    }
}
