using System.Threading.Channels;

namespace DataSharing.Functions.Ledger;

/// <summary>Wakes whoever follows the change feed in this process. A hint: followers also look by themselves now and then.</summary>
public sealed class CommitSignal
{
    private readonly Channel<bool> _bell =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => _bell.Writer.TryWrite(true);

    /// <summary>Completes at the next signal, or at once when one came since the last wait.</summary>
    public async Task WaitAsync(CancellationToken cancellation) => await _bell.Reader.ReadAsync(cancellation);
}
