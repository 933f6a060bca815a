using System.Security.Cryptography;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// Sends a collected package in chunks of 64 KiB. Before each it is asked whether sharing still stands; if not, the connection
/// is cut in the middle, so that nobody takes a part for the whole. What ends before the first chunk is an abort: nothing left.
/// </summary>
/// <remarks>At most the one chunk that was handed to the socket before the stop escapes.</remarks>
internal sealed class PackageResult(Collector collector, Collected collected, LiveGuard guard, SealedPackage package, byte[]? clear) : IResult
{
    private const int ChunkLength = JweCompact.ChunkLength;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        bool sent = false;
        try
        {
            HttpResponse response = httpContext.Response;
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
                await response.Body.WriteAsync(chunk, httpContext.RequestAborted);
                await response.Body.FlushAsync(httpContext.RequestAborted);
            }
        }
        catch (Exception) when (!sent)
        {
            await collector.TryAbortAsync(collected, "fault");
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
            await collector.CutAsync(collected);
            context.Abort();
            return;
        }

        await collector.AbortAsync(collected, "changed");
        await new ProblemResult(CollectPackage.NothingSent()).ExecuteAsync(context);
    }

    private void Start(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.Headers.CacheControl = "no-store";
        response.ContentType = clear is null ? JweCompact.MediaType : "application/json; charset=utf-8";
        response.ContentLength = clear?.Length ?? JweCompact.Length(package);
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
