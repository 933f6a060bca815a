using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace DataSharing.Functions.Azure.Blobs;

/// <summary>
/// Sealed records and packages in Blob Storage. A name is taken by the first who writes it; nothing is ever overwritten.
/// </summary>
/// <remarks>
/// The account must keep neither versions nor deleted blobs: what was removed is to be gone. The container is made when it is
/// missing, which only an emulator's is.
/// </remarks>
public sealed class AzureBlobStore : IBlobStore
{
    /// <summary>Name of the container.</summary>
    public const string ContainerName = "sealed";

    // Tells our own blob from another's under the same name.
    private const string Attempt = "attempt";

    private readonly BlobContainerClient _container;

    /// <param name="account">The account's blob service, e.g. <c>https://name.blob.core.windows.net/</c>.</param>
    public AzureBlobStore(AzureConnection connection, Uri account, string container = ContainerName) =>
        _container = BlobService.Open(connection, account, container);

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        BlobService.RunAsync("create", async () =>
        {
            BlobClient blob = _container.GetBlobClient(name);
            string attempt = Guid.NewGuid().ToString("N");
            try
            {
                // CRASH: a blob without a document that names it is an orphan of ciphertext; retention removes it.
                await UploadAsync(blob, content, attempt, cancellation);
                return true;
            }
            catch (RequestFailedException missing) when (missing.Is(BlobErrorCode.ContainerNotFound))
            {
                await _container.CreateIfNotExistsAsync(cancellationToken: cancellation);
                return await CreateAsync(name, content, cancellation);
            }
            catch (RequestFailedException taken) when (taken.Status is 409 or 412)
            {
                // Perhaps by ourselves: the client repeats a call whose answer was lost.
                return await IsOursAsync(blob, attempt, cancellation);
            }
        }, cancellation);

    public Task<Stream?> OpenReadAsync(string name, ReadOnlyMemory<byte> sha256, CancellationToken cancellation = default) =>
        BlobService.RunAsync<Stream?>("read", async () =>
        {
            try
            {
                BlobDownloadStreamingResult found =
                    await _container.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellation);
                return new CheckedStream(name, found.Content, sha256);
            }
            catch (RequestFailedException none) when (none.Status == 404)
            {
                return null;
            }
        }, cancellation);

    public Task DeleteAsync(string name, CancellationToken cancellation = default) =>
        BlobService.RunAsync("delete", async () =>
        {
            try
            {
                // CRASH: before the answer the blob is gone or not and the caller repeats; its key is gone already.
                return (await _container.GetBlobClient(name).DeleteIfExistsAsync(
                    DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation)).Value;
            }
            catch (RequestFailedException none) when (none.Status == 404)
            {
                return false;
            }
        }, cancellation);

    public Task<BlobPage> ListAsync(
        string? continuation, DateTimeOffset createdBefore, int limit, CancellationToken cancellation = default) =>
        BlobService.RunAsync("list", async () =>
        {
            try
            {
                await foreach (
                    Page<BlobItem> page in _container.GetBlobsAsync(cancellationToken: cancellation).AsPages(continuation, limit))
                    return new BlobPage(
                        [.. page.Values.Where(blob => blob.Properties.CreatedOn < createdBefore).Select(blob => blob.Name)],
                        page.ContinuationToken is { Length: > 0 } next ? next : null);
            }
            catch (RequestFailedException none) when (none.Is(BlobErrorCode.ContainerNotFound))
            {
                // Nothing was ever written.
            }

            return new BlobPage([], null);
        }, cancellation);

    private static Task<Response<BlobContentInfo>> UploadAsync(
        BlobClient blob, ReadOnlyMemory<byte> content, string attempt, CancellationToken cancellation) =>
        blob.UploadAsync(
            BinaryData.FromBytes(content),
            new BlobUploadOptions
            {
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                Metadata = new Dictionary<string, string> { [Attempt] = attempt },
            },
            cancellation);

    private static async Task<bool> IsOursAsync(BlobClient blob, string attempt, CancellationToken cancellation)
    {
        try
        {
            BlobProperties there = await blob.GetPropertiesAsync(cancellationToken: cancellation);
            return there.Metadata.TryGetValue(Attempt, out string? by) && by == attempt;
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return false;
        }
    }
}
