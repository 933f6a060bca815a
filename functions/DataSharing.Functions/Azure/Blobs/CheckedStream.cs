namespace DataSharing.Functions.Azure.Blobs;

/// <summary>
/// A blob on its way, hashed as it passes. Where it ends the digest must be the one that the document holds; whoever reads
/// to the end has the bytes that were written.
/// </summary>
internal sealed class CheckedStream(string name, Stream inner, ReadOnlyMemory<byte> sha256) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _ended)
            return 0;
        try
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            Pass(buffer.Span[..read]);
            return read;
        }
        catch (Exception failure) when (BlobService.IsOutage(failure, cancellationToken))
        {
            throw BlobService.Unavailable("read", failure);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0)
        {
            _hash.AppendData(bytes);
            return;
        }

        BlobDigest.RequireDigest(name, _hash.GetHashAndReset(), sha256.Span);
        _ended = true;
    }
}
