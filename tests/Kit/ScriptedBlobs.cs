using DataSharing.Functions.Storage;

namespace DataSharing.Tests.Kit;

/// <summary>Blobs that follow a test's script: one creation or deletion is counted, and may fail.</summary>
public sealed class ScriptedBlobs(IBlobStore inner) : IBlobStore
{
    /// <summary>Runs before each creation, and may throw.</summary>
    public Action? Creating { get; set; }

    /// <summary>Which deletion fails, from 1; 0: none.</summary>
    public int FailAt { get; set; }

    public Fault Fault { get; init; }

    public int Deletions { get; private set; }

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        Creating?.Invoke();
        return inner.CreateAsync(name, content, cancellation);
    }

    public Task<Stream?> OpenReadAsync(string name, ReadOnlyMemory<byte> sha256, CancellationToken cancellation = default) =>
        inner.OpenReadAsync(name, sha256, cancellation);

    public async Task DeleteAsync(string name, CancellationToken cancellation = default)
    {
        bool fails = ++Deletions == FailAt;
        if (!fails || Fault == Fault.FailedButPersisted)
            await inner.DeleteAsync(name, cancellation);
        if (fails)
            throw new StoreUnavailableException("blobs");
    }

    public Task<BlobPage> ListAsync(
        string? continuation, DateTimeOffset createdBefore, int limit, CancellationToken cancellation = default) =>
        inner.ListAsync(continuation, createdBefore, limit, cancellation);
}
