using System.Net.Sockets;
using DataSharing.Domain.Entries;
using DataSharing.Functions.Keys;
using Microsoft.AspNetCore.Connections.Features;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// One collection from its commit on: opened, then sent, cut or aborted, and on record as what it became. What is sent goes in chunks
/// of 16 KiB. Before each, and again and again while a reader keeps one waiting, it is asked whether sharing still stands; if not, the
/// connection is reset, so that nobody takes a part for the whole and what the system has not sent yet is dropped. What ends before
/// the first chunk is an abort: nothing left. Used by one sender.
/// </summary>
/// <remarks>
/// What escapes a stop: what the reader's own computer had taken in before, and at most <see cref="InFlight"/> of this one's,
/// and these only if the reader takes them before the next look. A proxy in between must not buffer.
/// </remarks>
internal sealed class OpenCollection(Collector collector, CollectionTools tools, Collected collected) : IResult
{
    public const int ChunkLength = JweCompact.ChunkLength;

    /// <summary>The send buffer that is asked of the system. Linux reserves twice as much, and goes beyond it by one segment.</summary>
    private const int SendBuffer = ChunkLength / 2;

    /// <summary>The most that can be on its way between this program and the network: a chunk, the send buffer and its overrun.</summary>
    public const int InFlight = 3 * ChunkLength;

    /// <summary>How often it is looked while a reader keeps a chunk waiting.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly CaseId _caseId = collected.Basis.Case!.Head.CaseId;
    private string? _seen;
    private SealedPackage? _package;
    private byte[]? _clear;

    /// <summary>Whether what was collected may still be sent. Asked after the commit and before each chunk.</summary>
    public async Task<bool> StandsAsync(CancellationToken cancellation)
    {
        if (await tools.Cases.ReadHeadAsync(_caseId, cancellation) is not { } head
            || collected.Request.EndOf(collected.Release, tools.Deadlines.Of(head.Value)) is not null
            || await tools.Facts.FindPersonAsync(collected.Request.Request.Recipient, collected.Person, cancellation) is not { } person)
            return false;
        // Everything that changes a case changes its head, so that an unchanged one needs no second look. Whatever changed (a stop, an
        // approval taken back, a bar, a field suppressed) counts as it would for the next collection.
        if (head.ETag != _seen)
        {
            DecisionBasis basis = await tools.Facts.LoadAsync(
                collected.Request.Request, _caseId, collected.Release.Id, cancellation);
            if (basis is not { Facts.Case: { Closed: false } subject, Case: { Release.Value: { IsOpen: true } release } snapshot }
                || snapshot.Head.Stops.Any(release.IsCoveredBy)
                || !await tools.Recipients.MayCollectAsync(
                    collected.Request.Request, release, subject, basis.Facts.Recipient, person, tools.Facts.Now, cancellation)
                || !(await collector.DecideAgainAsync(basis, release, tools.Facts.Now, cancellation)).Fits)
                return false;
            _seen = snapshot.HeadETag;
        }

        return person.StandsAt(tools.Facts.Now) && await tools.Facts.StandAsync(collected.Basis, collected.Decision, cancellation);
    }

    /// <summary>Fetches the package and opens what is not for the agency's own key: exactly one call to the key store.</summary>
    /// <returns>Why nothing left, which is on record by then; null: it can be sent.</returns>
    public async Task<Refusal?> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            // Before the key store is asked: a stop must not be followed by an unwrap.
            if (!await StandsAsync(cancellation))
                return await AbortAsync(CollectionAbort.Changed);
            var package = new SealedPackage(
                collected.Release.Envelope!, await tools.Blobs.ReadAllAsync(collected.Release.Blob, cancellation));
            _clear = collected.Request.OwnKey ? null : await UnsealAsync(package, cancellation);
            if (!await StandsAsync(cancellation))
                return await AbortAsync(CollectionAbort.Changed);
            _package = package;
            return null;
        }
        catch (KeyUnavailableException)
        {
            return await AbortAsync(CollectionAbort.KeyUnavailable);
        }
        catch (Exception fault) when (fault is InvalidDataException or SealingException or KeyNotFoundInStoreException)
        {
            return await AbortAsync(CollectionAbort.NotReadable);
        }
        catch (Exception)
        {
            // Whatever it was, nothing left: the log must not go on saying that it was fetched.
            await TryAbortAsync();
            throw;
        }
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        bool sent = false;
        try
        {
            HttpResponse response = httpContext.Response;
            NarrowTheWay(httpContext);
            foreach (ReadOnlyMemory<byte> chunk in _clear is null ? JweCompact.Chunks(_package!) : Chunks(_clear))
            {
                if (!await StillStandsAsync(httpContext.RequestAborted))
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
            await TryAbortAsync();
            throw;
        }
        catch (OperationCanceledException)
        {
            // The recipient went away; what it has is on record as fetched.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(_clear);
        }
    }

    private async Task<byte[]> UnsealAsync(SealedPackage package, CancellationToken cancellation)
    {
        byte[] key = await tools.Keys.UnwrapAsync(package.Envelope.ReadKeyId(), package.Envelope.EncryptedKey, cancellation);
        using var content = new ContentKey(key);
        return Jwe.Open(package, content);
    }

    private async Task EndAsync(HttpContext context, bool sent)
    {
        if (!sent)
        {
            await new ProblemResult(await AbortAsync(CollectionAbort.Changed)).ExecuteAsync(context);
            return;
        }

        // First the connection: what waits in it must not go while the cut is written down.
        context.Abort();
        await tools.Commits.CutAsync(
            _caseId, collected.Release.Id, collected.CollectionId,
            CollectionEntries.Cut(collected.Request.Request, _caseId, collected.CollectionId, tools.Time.GetUtcNow()));
    }

    // Nothing left after the commit: on record before it is said.
    private async Task<Refusal> AbortAsync(CollectionAbort why)
    {
        await RecordAsync(why);
        return why switch
        {
            CollectionAbort.KeyUnavailable => new(ProblemType.Unavailable, "the key store did not answer; repeat the request")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            },
            CollectionAbort.NotReadable => new(ProblemType.Unavailable, "the package cannot be read; tell the holder"),
            _ => new(ProblemType.StateConflict, "something changed while the package was collected; nothing was sent; ask again")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            },
        };
    }

    private Task<CaseCommit> RecordAsync(CollectionAbort why)
    {
        // Whatever ends it unsent, nothing of it stays in memory.
        CryptographicOperations.ZeroMemory(_clear);
        return tools.Commits.AbortAsync(
            _caseId, collected.Release.Id, collected.CollectionId,
            CollectionEntries.Aborted(collected.Request.Request, _caseId, collected.CollectionId, why, tools.Time.GetUtcNow()));
    }

    // Where another fault is on its way to the caller: if this fails too, it stays on record as fetched.
    private async Task TryAbortAsync()
    {
        try
        {
            await RecordAsync(CollectionAbort.Fault);
        }
        catch (StoreUnavailableException)
        {
            // what may have been sent is assumed to have been
        }
    }

    private void Start(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.Headers.CacheControl = "no-store";
        response.ContentType = _clear is null ? JweCompact.MediaType : "application/json; charset=utf-8";
        response.ContentLength = _clear?.Length ?? JweCompact.Length(_package!);
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
            if (!await StillStandsAsync(cancellation))
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
    private async Task<bool> StillStandsAsync(CancellationToken cancellation)
    {
        try
        {
            return await StandsAsync(cancellation);
        }
        catch (StoreUnavailableException)
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
