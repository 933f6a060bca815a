using System.Text;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Policy;

/// <summary>The product's policy files, whole or with one file changed.</summary>
internal static class PolicyFiles
{
    internal static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Policy");

    internal static Lazy<PolicySet> Product { get; } = new(() => PolicyLoader.Load(Read()));

    internal static Dictionary<string, ReadOnlyMemory<byte>> Read() => PolicyLoader.FileNames
        .ToDictionary(name => name, name => new ReadOnlyMemory<byte>(File.ReadAllBytes(Path.Combine(Folder, name))));

    /// <summary>The files with one text replaced once in one of them; the text must be there.</summary>
    internal static Dictionary<string, ReadOnlyMemory<byte>> With(string file, string text, string instead)
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = Read();
        string content = Encoding.UTF8.GetString(files[file].Span);
        int at = content.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} does not hold the text to replace");
        files[file] = Encoding.UTF8.GetBytes(string.Concat(content.AsSpan(0, at), instead, content.AsSpan(at + text.Length)));
        return files;
    }
}
