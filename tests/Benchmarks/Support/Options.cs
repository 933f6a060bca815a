using System.Globalization;

namespace DataSharing.Benchmarks.Support;

/// <summary><c>--name value</c> pairs; a run takes those it knows.</summary>
internal sealed class Options(IReadOnlyDictionary<string, string> values)
{
    public static Options Parse(string[] args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i + 1 < args.Length; i += 2)
            values[args[i].TrimStart('-')] = args[i + 1];
        return new Options(values);
    }

    public int Number(string name, int otherwise) =>
        values.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public int[] Numbers(string name, params int[] otherwise) =>
        values.TryGetValue(name, out string? text)
            ? [.. text.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))]
            : otherwise;
}
