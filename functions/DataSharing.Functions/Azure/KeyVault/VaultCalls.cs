using Azure;
using Azure.Identity;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Azure.KeyVault;

/// <summary>
/// Asks a vault within a bounded time and says in the port's words what went wrong. Of the service's answer only status and
/// code travel: its text and headers do not.
/// </summary>
internal sealed class VaultCalls(TimeSpan patience, TimeProvider time)
{
    public async Task<T> RunAsync<T>(string keyId, Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await call(both.Token);
        }
        catch (RequestFailedException failure) when (failure.Status == 404)
        {
            throw new KeyNotFoundInStoreException(keyId);
        }
        catch (RequestFailedException failure)
        {
            throw Unavailable(keyId, failure.Status, failure.ErrorCode);
        }
        catch (Exception failure) when (
            failure is AggregateException or HttpRequestException or IOException or AuthenticationFailedException)
        {
            throw Unavailable(keyId, 0, failure.GetType().Name);
        }
        catch (InvalidOperationException)
        {
            // The vault asked for a token for somebody else.
            throw Unavailable(keyId, 401, "Challenge");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Unavailable(keyId, 0, "Timeout");
        }
    }

    /// <summary>Whether the vault may answer the same call later, as opposed to refusing it.</summary>
    public static bool IsPassing(KeyUnavailableException failure) =>
        failure.InnerException is RequestFailedException { Status: 0 or 408 or 429 or >= 500 };

    private static KeyUnavailableException Unavailable(string keyId, int status, string? code) =>
        new(keyId, new RequestFailedException(status, $"the vault answered with status {status}", code, null));
}
