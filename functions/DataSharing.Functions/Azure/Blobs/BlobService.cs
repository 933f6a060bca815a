using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace DataSharing.Functions.Azure.Blobs;

/// <summary>What the adapters on Blob Storage have in common: the app's identity, never a key or a signature of the account.</summary>
internal static class BlobService
{
    public static BlobContainerClient Open(AzureConnection connection, Uri account, string container)
    {
        var options = new BlobClientOptions();
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        if (connection.Handler is { } handler)
            options.Transport = new HttpClientTransport(handler());
        return new BlobContainerClient(new Uri(account.AbsoluteUri.TrimEnd('/') + "/" + container), connection.Credential, options);
    }

    /// <summary>Says in the port's words that the service did not do it. Its own text and headers do not travel.</summary>
    public static async Task<T> RunAsync<T>(string what, Func<Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (IsOutage(failure, cancellation))
        {
            throw Unavailable(what, failure);
        }
    }

    public static bool IsOutage(Exception failure, CancellationToken cancellation) => failure
        is RequestFailedException or AggregateException or IOException or HttpRequestException or AuthenticationFailedException
        || (failure is OperationCanceledException && !cancellation.IsCancellationRequested);

    public static StoreUnavailableException Unavailable(string what, Exception failure)
    {
        (int status, string? code) = failure is RequestFailedException answer
            ? (answer.Status, answer.ErrorCode)
            : (0, failure.GetType().Name);
        return new(
            $"the blobs did not answer: {what}",
            new RequestFailedException(status, $"the blob service answered with status {status}", code, null));
    }

    public static bool Is(this RequestFailedException failure, BlobErrorCode code) => failure.ErrorCode == code;
}
