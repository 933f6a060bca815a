using System.Security.Cryptography;
using DataSharing.Domain.Sealing;
using Microsoft.AspNetCore.Http;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// Sends a collected package in chunks of 64 KiB. Before each it is asked whether sharing still stands; if not, the connection
/// is cut in the middle, so that nobody takes a part for the whole.
/// </summary>
/// <remarks>At most the one chunk that was handed to the socket before the stop escapes.</remarks>
internal sealed class PackageResult(Collector collector, Collected collected, LiveGuard guard, SealedPackage package, byte[]? clear) : IResult
{
    private const int ChunkLength = JweCompact.ChunkLength;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.Headers.CacheControl = "no-store";
        response.ContentType = clear is null ? JweCompact.MediaType : "application/json; charset=utf-8";
        response.ContentLength = clear?.Length ?? JweCompact.Length(package);
        try
        {
            foreach (ReadOnlyMemory<byte> chunk in clear is null ? JweCompact.Chunks(package) : Chunks(clear))
            {
                if (!await StandsAsync(httpContext.RequestAborted))
                {
                    await collector.CutAsync(collected);
                    httpContext.Abort();
                    return;
                }

                await response.Body.WriteAsync(chunk, httpContext.RequestAborted);
                await response.Body.FlushAsync(httpContext.RequestAborted);
            }
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
