using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace DataSharing.Functions.Azure.Blobs;

/// <summary>
/// The stop journal in append blobs, <c>stops-000001</c> and so on, in an account apart from the database. Each line is one
/// block, appended at the position that the writer knows to be the end, so that instances neither mix nor double lines.
/// </summary>
/// <remarks>
/// INVARIANT: a blob is appended to only while it is shorter than its full length, and the next one is made only when it is
/// not. So nothing is ever added before an entry of a later blob, and no clock takes part. A full blob has fewer than the
/// 50,000 blocks that the service allows, because a line has more than 84 bytes.
/// </remarks>
public sealed class AzureStopJournal : IStopJournal, IDisposable
{
    /// <summary>Name of the container.</summary>
    public const string ContainerName = "journal";

    /// <summary>From this length on a blob is full. All instances must agree on it.</summary>
    public const long FullLength = 4 * 1024 * 1024;

    private const string Prefix = "stops-";
    private const int Tries = 100;

    private readonly BlobContainerClient _container;
    private readonly long _fullLength;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private End? _end;

    /// <param name="account">The account's blob service; not the one whose data a restore would bring back.</param>
    public AzureStopJournal(AzureConnection connection, Uri account, string container = ContainerName, long fullLength = FullLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fullLength, FullLength);
        _container = BlobService.Open(connection, account, container);
        _fullLength = fullLength;
    }

    public async Task AppendAsync(StopEntry entry, CancellationToken cancellation = default)
    {
        byte[] line = Encoding.UTF8.GetBytes(StopJournalLines.Format(entry));
        await _turn.WaitAsync(cancellation);
        try
        {
            await BlobService.RunAsync("append to the stop journal", () => AppendAsync(line, cancellation), cancellation);
        }
        catch
        {
            // What became of it is not known: look again next time.
            _end = null;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<JournalPage> ReadAsync(string? position = null, CancellationToken cancellation = default) =>
        BlobService.RunAsync("read the stop journal", async () =>
        {
            (int first, JournalExtent seen) = Parse(position);
            IReadOnlyList<int> blobs = await ListAsync(cancellation);
            if (first > blobs.Count || !blobs.SequenceEqual(Enumerable.Range(1, blobs.Count)))
                throw new InvalidDataException(
                    $"stop journal: a blob that was there is missing; it was cut or replaced: {StopJournalLines.Remedy}");
            var entries = new List<StopEntry>();
            JournalExtent end = seen;
            foreach (int number in blobs.Skip(Math.Max(0, first - 1)))
            {
                string name = NameOf(number);
                BlobDownloadResult blob = await _container.GetBlobClient(name).DownloadContentAsync(cancellation);
                ReadOnlyMemory<byte> content = blob.Content.ToMemory();
                end = StopJournalLines.Read(content, number == first ? seen : default, $"stop journal {name}", entries);
                if (number < blobs.Count && end.Length < content.Length)
                    throw new InvalidDataException($"stop journal {name}: its last line is not finished: {StopJournalLines.Remedy}");
            }

            return new JournalPage(entries, string.Create(CultureInfo.InvariantCulture, $"{blobs.Count}:{end}"));
        }, cancellation);

    public Task<SalvagedJournal> SalvageAsync(CancellationToken cancellation = default) =>
        BlobService.RunAsync("read the stop journal", async () =>
    {
        var entries = new List<StopEntry>();
        int skipped = 0;
        foreach (int number in await ListAsync(cancellation))
        {
            BlobDownloadResult blob = await _container.GetBlobClient(NameOf(number)).DownloadContentAsync(cancellation);
            skipped += StopJournalLines.Salvage(blob.Content.ToMemory(), entries);
        }

        return new SalvagedJournal(entries, skipped);
    }, cancellation);

    // From then on a blob that is missing was taken away.
    public Task EnsureAsync(CancellationToken cancellation = default) =>
        BlobService.RunAsync("open the stop journal", async () => await FindEndAsync(cancellation), cancellation);

    public Task BeginAnewAsync(CancellationToken cancellation = default) => BlobService.RunAsync("open the stop journal", async () =>
        (await ListAsync(cancellation)).Count == 0
            ? await FindEndAsync(cancellation)
            : throw new InvalidOperationException(
                "what an append blob holds cannot be put aside: let Journal:Endpoint name an account whose journal is empty, and keep "
                    + "the old one"),
            cancellation);

    public void Dispose() => _turn.Dispose();

    private async Task<bool> AppendAsync(byte[] line, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            End end = _end ??= await FindEndAsync(cancellation);
            if (end.Length >= _fullLength)
            {
                _end = await OpenAsync(end.Number + 1, cancellation);
                continue;
            }

            try
            {
                // CRASH: one block, whole or not at all; without an answer it is there or not, and a second one is harmless.
                await AppendBlobOf(end.Number).AppendBlockAsync(
                    new MemoryStream(line, writable: false),
                    new AppendBlobAppendBlockOptions
                    {
                        Conditions =
                        new AppendBlobRequestConditions { IfAppendPositionEqual = end.Length }
                    },
                    cancellation);
                _end = end with { Length = end.Length + line.Length };
                return true;
            }
            catch (RequestFailedException moved) when (moved.Status == 412)
            {
                // Another instance was faster, or this line got there and the answer was lost.
                _end = await OpenAsync(end.Number, cancellation);
                if (await IsAtAsync(end, line, cancellation))
                    return true;
            }
        }

        throw new StoreUnavailableException("the stop journal is written by too many at once");
    }

    private async Task<End> FindEndAsync(CancellationToken cancellation) =>
        await OpenAsync(Math.Max(1, (await ListAsync(cancellation)).Count), cancellation);

    /// <summary>The blob's end; it is made when it is missing.</summary>
    private async Task<End> OpenAsync(int number, CancellationToken cancellation)
    {
        AppendBlobClient blob = AppendBlobOf(number);
        try
        {
            return new(number, (await blob.GetPropertiesAsync(cancellationToken: cancellation)).Value.ContentLength);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            await CreateAsync(blob, cancellation);
            return new(number, (await blob.GetPropertiesAsync(cancellationToken: cancellation)).Value.ContentLength);
        }
    }

    private async Task CreateAsync(AppendBlobClient blob, CancellationToken cancellation)
    {
        var once = new AppendBlobCreateOptions { Conditions = new AppendBlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await blob.CreateAsync(once, cancellation);
        }
        catch (RequestFailedException missing) when (missing.Is(BlobErrorCode.ContainerNotFound))
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellation);
            await CreateAsync(blob, cancellation);
        }
        catch (RequestFailedException made) when (made.Status is 409 or 412)
        {
            // By another instance.
        }
    }

    private async Task<bool> IsAtAsync(End end, byte[] line, CancellationToken cancellation)
    {
        if (_end!.Length < end.Length + line.Length)
            return false;
        BlobDownloadResult there = await _container.GetBlobClient(NameOf(end.Number))
            .DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(end.Length, line.Length) }, cancellation);
        return there.Content.ToMemory().Span.SequenceEqual(line);
    }

    private async Task<IReadOnlyList<int>> ListAsync(CancellationToken cancellation)
    {
        var found = new List<int>();
        try
        {
            await foreach (BlobItem blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Prefix, cancellation))
                if (int.TryParse(blob.Name[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                    found.Add(number);
        }
        catch (RequestFailedException none) when (none.Is(BlobErrorCode.ContainerNotFound))
        {
            // Nothing was ever written.
        }

        found.Sort();
        return found;
    }

    private AppendBlobClient AppendBlobOf(int number) => _container.GetAppendBlobClient(NameOf(number));

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D6}");

    // The blob's number, and how far it went. What came before it is full and never written again.
    private static (int Blob, JournalExtent Seen) Parse(string? position)
    {
        if (position is null)
            return (0, default);
        string[] parts = position.Split(':', 2);
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int blob)
            ? (blob, JournalExtent.Parse(parts[1]))
            : throw new InvalidDataException("stop journal: the position is not one of this journal");
    }

    private sealed record End(int Number, long Length);
}
