namespace DataSharing.Tests.Kit;

/// <summary>A directory that is gone after the test.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("ds-store-").FullName;

    public string File(string name) => Path.Combine(Root, name);

    /// <summary>Whether any file holds the bytes, also files that are open.</summary>
    public bool Holds(ReadOnlySpan<byte> needle)
    {
        foreach (string file in Directory.GetFiles(Root, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            if (content.AsSpan().IndexOf(needle) >= 0)
                return true;
        }

        return false;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
