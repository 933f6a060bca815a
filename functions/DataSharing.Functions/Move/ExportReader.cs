using System.Runtime.CompilerServices;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Move;

/// <summary>
/// Reads an export; every reading checks each part again. What is wrong is a <see cref="MoveException"/> that names the file.
/// </summary>
internal sealed class ExportReader : IDisposable
{
    private readonly string _directory;
    private readonly CaseKey _key;

    private ExportReader(string directory, Manifest manifest, CaseKey key) => (_directory, Manifest, _key) = (directory, manifest, key);

    public Manifest Manifest { get; }

    public static async Task<ExportReader> OpenAsync(string directory, IKeyService keys, CancellationToken cancellation = default)
    {
        string path = Path.Combine(directory, Manifest.FileName);
        Manifest manifest = await ReadManifestAsync(path, cancellation);
        var reader = new ExportReader(directory, manifest, await OpenKeyAsync(path, manifest, keys, cancellation));
        try
        {
            byte[] digest = RecordCipher.Open(reader._key, ExportWriter.Binding(manifest.Export, Manifest.FileName, 1), manifest.Seal);
            return Convert.ToHexStringLower(digest) == manifest.Digest ? reader : throw Damaged(path);
        }
        catch (SealingException)
        {
            reader.Dispose();
            throw Damaged(path);
        }
    }

    /// <summary>All items of a kind, in the order in which they were written.</summary>
    public async IAsyncEnumerable<T> ReadAsync<T>(PartKind kind, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (ManifestPart part in Manifest.Parts.Where(part => part.Kind == kind))
            foreach (T item in Items<T>(part, await OpenAsync(part, cancellation)))
                yield return item;
    }

    /// <summary>The documents, partition by partition.</summary>
    public async IAsyncEnumerable<MovedPartition> ReadPartitionsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var documents = new List<MovedDocument>();
        Partition current = default;
        await foreach (MovedDocument document in ReadAsync<MovedDocument>(PartKind.Documents, cancellation))
        {
            var partition = new Partition(document.Container, document.Partition);
            if (documents.Count > 0 && partition != current)
            {
                yield return new MovedPartition(current, documents);
                documents = [];
            }

            current = partition;
            documents.Add(document);
        }

        if (documents.Count > 0)
            yield return new MovedPartition(current, documents);
    }

    public void Dispose() => _key.Dispose();

    private static async Task<Manifest> ReadManifestAsync(string path, CancellationToken cancellation)
    {
        byte[] content = await MoveFiles.ReadAsync(path, cancellation);
        try
        {
            // Of another version only the version is understood.
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.TryGetProperty("version", out JsonElement version) && version.TryGetInt32(out int number)
                && number != Manifest.CurrentVersion)
                throw new MoveException($"{path}: was written in format {number}; this program reads format {Manifest.CurrentVersion}");
            Manifest manifest = StoreJson.Deserialize<Manifest>(content);
            return manifest.ComputeDigest() == manifest.Digest && manifest.Parts.All(part => part.Name == Path.GetFileName(part.Name))
                ? manifest
                : throw Damaged(path);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw Damaged(path);
        }
    }

    private static async Task<CaseKey> OpenKeyAsync(string path, Manifest manifest, IKeyService keys, CancellationToken cancellation)
    {
        try
        {
            return new CaseKey(await keys.UnwrapAsync(manifest.Key.KeyId, manifest.Key.EncryptedKey, cancellation));
        }
        catch (Exception fault) when (fault is KeyNotFoundInStoreException or SealingException)
        {
            throw new MoveException($"{path}: was made for another target; its key {manifest.Key.KeyId} is not in this key store", fault);
        }
    }

    private async Task<byte[]> OpenAsync(ManifestPart part, CancellationToken cancellation)
    {
        string path = Path.Combine(_directory, part.Name);
        byte[] box = await MoveFiles.ReadAsync(path, cancellation);
        if (box.LongLength != part.Bytes || Convert.ToHexStringLower(SHA256.HashData(box)) != part.Sha256)
            throw Damaged(path);
        try
        {
            return RecordCipher.Open(_key, ExportWriter.Binding(Manifest.Export, part.Name, part.Number), box);
        }
        catch (SealingException)
        {
            throw Damaged(path);
        }
    }

    private List<T> Items<T>(ManifestPart part, byte[] lines)
    {
        var items = new List<T>(part.Items);
        try
        {
            for (int start = 0, end; start < lines.Length && (end = Array.IndexOf(lines, (byte)'\n', start)) >= 0; start = end + 1)
                items.Add(StoreJson.Deserialize<T>(lines.AsMemory(start, end - start)));
        }
        catch (JsonException)
        {
            throw Damaged(Path.Combine(_directory, part.Name));
        }

        CryptographicOperations.ZeroMemory(lines);
        return items.Count == part.Items ? items : throw Damaged(Path.Combine(_directory, part.Name));
    }

    private static MoveException Damaged(string path) => new($"{path}: is damaged or was changed after the export");
}
