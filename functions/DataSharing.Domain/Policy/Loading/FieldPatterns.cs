namespace DataSharing.Domain.Policy.Loading;

/// <summary>Lists of field paths in which <c>group.*</c> stands for every field of a group.</summary>
internal sealed class FieldPatterns(FrozenDictionary<string, PolicyField> fields, FrozenDictionary<string, FieldGroup> groups)
{
    internal FrozenSet<string> Read(PolicyNode node, bool mayBeEmpty = false)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (PolicyNode item in node.Items(mayBeEmpty))
        {
            string text = item.Text();
            if (text.EndsWith(".*", StringComparison.Ordinal) && groups.TryGetValue(text[..^2], out FieldGroup? group))
                paths.UnionWith(group.Paths);
            else if (text.Length > 0 && !fields.ContainsKey(text))
                item.Problem($"unknown field path '{text}'");
            else if (text.Length > 0 && !paths.Add(text))
                item.Problem($"duplicate entry '{text}'");
        }

        return paths.ToFrozenSet(StringComparer.Ordinal);
    }

    internal string One(PolicyNode node) => node.Known(fields.ContainsKey, "field path");
}
