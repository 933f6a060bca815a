using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Move;

/// <summary>
/// Writes parts: lines of JSON, gathered to some megabytes and encrypted as a whole with a key of this export alone, bound to
/// the export, the part's name and its number, so that no part can stand in another's place.
/// </summary>
internal sealed class ExportWriter(string directory, AgencyPublicKey target) : IDisposable
{
    private const int PartBytes = 4 * 1024 * 1024;

    private readonly CaseKey _key = CaseKey.Create();
    private readonly string _export = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly List<ManifestPart> _parts = [];
    private readonly Dictionary<PartKind, Gathered> _open = [];

    internal static RecordBinding Binding(string export, string name, int number) => new(export, name, number);

    public async Task AddAsync<T>(PartKind kind, T item, CancellationToken cancellation)
    {
        if (!_open.TryGetValue(kind, out Gathered? gathered))
            _open[kind] = gathered = new Gathered();
        gathered.Lines.Write(StoreJson.Serialize(item));
        gathered.Lines.WriteByte((byte)'\n');
        gathered.Items++;
        if (gathered.Lines.Length >= PartBytes)
            await CloseAsync(kind, gathered, cancellation);
    }

    /// <summary>Writes what is gathered, and the manifest.</summary>
    public async Task<Manifest> FinishAsync(DateTimeOffset at, MoveCounts counts, CancellationToken cancellation)
    {
        foreach ((PartKind kind, Gathered gathered) in _open.ToArray())
            await CloseAsync(kind, gathered, cancellation);
        var manifest = new Manifest(Manifest.CurrentVersion, _export, at, target.Wrap(_key.Reveal().Span).Key, counts, _parts, "", []);
        manifest = manifest with { Digest = manifest.ComputeDigest() };
        manifest = manifest with
        {
            Seal = RecordCipher.Seal(
            _key, Binding(_export, Manifest.FileName, 1), Convert.FromHexString(manifest.Digest))
        };
        // CRASH: without a manifest there is no export: the directory is to be deleted.
        await MoveFiles.WriteAsync(Path.Combine(directory, Manifest.FileName), StoreJson.Serialize(manifest), cancellation);
        return manifest;
    }

    public void Dispose()
    {
        _key.Dispose();
        foreach (Gathered gathered in _open.Values)
            gathered.Lines.Dispose();
    }

    private async Task CloseAsync(PartKind kind, Gathered gathered, CancellationToken cancellation)
    {
        int number = _parts.Count(part => part.Kind == kind) + 1;
        string name = string.Create(CultureInfo.InvariantCulture, $"{kind.ToString().ToLowerInvariant()}-{number:D5}.sealed");
        byte[] box = RecordCipher.Seal(
            _key, Binding(_export, name, number), gathered.Lines.GetBuffer().AsSpan(0, (int)gathered.Lines.Length));
        CryptographicOperations.ZeroMemory(gathered.Lines.GetBuffer());
        gathered.Lines.Dispose();
        _open.Remove(kind);
        await MoveFiles.WriteAsync(Path.Combine(directory, name), box, cancellation);
        _parts.Add(new ManifestPart(name, kind, number, gathered.Items, box.Length, Convert.ToHexStringLower(SHA256.HashData(box))));
    }

    private sealed class Gathered
    {
        public MemoryStream Lines { get; } = new();

        public int Items { get; set; }
    }
}
