using System.Net.Sockets;
using DataSharing.Domain.Entries;
using Microsoft.AspNetCore.Connections.Features;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// Sends a collected package in chunks of 16 KiB. Before each, and again and again while a reader keeps one waiting, it is asked
/// whether sharing still stands; if not, the connection is reset, so that nobody takes a part for the whole and what the
/// system has not sent yet is dropped. What ends before the first chunk is an abort: nothing left.
/// </summary>
/// <remarks>
/// What escapes a stop: what the reader's own computer had taken in before, and at most <see cref="InFlight"/> of this one's,
/// and these only if the reader takes them before the next look. A proxy in between must not buffer.
/// </remarks>
internal sealed class PackageResult(
    Collector collector, Collected collected, LiveGuard guard, SealedPackage package, byte[]? clear) : IResult
{
    public const int ChunkLength = JweCompact.ChunkLength;

    /// <summary>The send buffer that is asked of the system. Linux reserves twice as much, and goes beyond it by one segment.</summary>
    private const int SendBuffer = ChunkLength / 2;

    /// <summary>The most that can be on its way between this program and the network: a chunk, the send buffer and its overrun.</summary>
    public const int InFlight = 3 * ChunkLength;

    /// <summary>How often it is looked while a reader keeps a chunk waiting.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        bool sent = false;
        try
        {
            HttpResponse response = httpContext.Response;
            NarrowTheWay(httpContext);
            foreach (ReadOnlyMemory<byte> chunk in clear is null ? JweCompact.Chunks(package) : Chunks(clear))
            {
                if (!await StandsAsync(httpContext.RequestAborted))
                {
                    await EndAsync(httpContext, sent);
                    return;
                }

                if (!sent)
                    Start(response);
                sent = true;
                Task taken = SendAsync(response, chunk, httpContext.RequestAborted);
                if (!await IsTakenAsync(taken, httpContext.RequestAborted))
                {
                    await EndAsync(httpContext, sent);
                    await taken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return;
                }
            }
        }
        catch (Exception) when (!sent)
        {
            await collector.TryAbortAsync(collected, CollectionAbort.Fault);
            throw;
        }
        catch (OperationCanceledException)
        {
            // The recipient went away; what it has is on record as fetched.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    private async Task EndAsync(HttpContext context, bool sent)
    {
        if (sent)
        {
            // First the connection: what waits in it must not go while the cut is written down.
            context.Abort();
            await collector.CutAsync(collected);
            return;
        }

        await collector.AbortAsync(collected, CollectionAbort.Changed);
        await new ProblemResult(CollectPackage.NothingSent().Refusal).ExecuteAsync(context);
    }

    private void Start(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.Headers.CacheControl = "no-store";
        response.ContentType = clear is null ? JweCompact.MediaType : "application/json; charset=utf-8";
        response.ContentLength = clear?.Length ?? JweCompact.Length(package);
    }

    private static async Task SendAsync(HttpResponse response, ReadOnlyMemory<byte> chunk, CancellationToken cancellation)
    {
        await response.Body.WriteAsync(chunk, cancellation);
        await response.Body.FlushAsync(cancellation);
    }

    // A reader that does not read keeps the chunk waiting: meanwhile a stop must not have to wait for it.
    private async Task<bool> IsTakenAsync(Task taken, CancellationToken cancellation)
    {
        while (!taken.IsCompleted && await Task.WhenAny(taken, Task.Delay(Look, CancellationToken.None)) != taken)
        {
            if (!await StandsAsync(cancellation))
                return false;
        }

        await taken;
        return true;
    }

    // Whatever the system holds on its own account can no longer be called back, so it gets little. Where the connection is
    // not a socket of this program, somebody else decides.
    private static void NarrowTheWay(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
            return;
        try
        {
            socket.SendBufferSize = SendBuffer;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Writing will tell.
        }
    }

    // A store that does not answer is no permission to go on.
    private async Task<bool> StandsAsync(CancellationToken cancellation)
    {
        try
        {
            return await guard.StandsAsync(cancellation);
        }
        catch (Storage.StoreUnavailableException)
        {
            return false;
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Chunks(byte[] content)
    {
        for (int at = 0; at < content.Length; at += ChunkLength)
            yield return content.AsMemory(at, Math.Min(ChunkLength, content.Length - at));
    }
}
