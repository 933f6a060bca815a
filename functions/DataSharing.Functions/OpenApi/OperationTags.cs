namespace DataSharing.Functions.OpenApi;

/// <summary>What operations have to do with: the folder of their code, in words.</summary>
internal static class OperationTags
{
    public static readonly IReadOnlyDictionary<string, (string Name, string Meaning)> ByFolder =
        new Dictionary<string, (string Name, string Meaning)>(StringComparer.Ordinal)
        {
            ["Registry"] = ("Registry", "Agencies, their persons, and the agreements between them. A change needs a second person."),
            ["Cases"] = ("Cases", "A survivor's case: facts, record and who is involved."),
            ["Consents"] = ("Consents", "What she agreed to, her receipt, and what somebody else ended."),
            ["Approvals"] = ("Approved content", "Letters and packages that she approved word for word."),
            ["Sharing"] = ("Sharing requests", "Sending, asking and collecting."),
            ["Decisions"] = ("Decisions", "What would be decided, before anything is asked for."),
            ["Reviews"] = ("Reviews", "What waits for a person's decision."),
            ["Withdrawal"] = ("Stopping", "Stopping on her behalf, her links, and what became of copies."),
            ["AccessLog"] = ("Access log", "For data protection officers."),
            ["Catalogue"] = ("About", "What this server is and demands."),
            ["OpenApi"] = ("About", "What this server is and demands."),
        };

    public static string Of(Type endpoint) =>
        endpoint.Namespace?.Split('.') is [_, _, var folder, ..] && ByFolder.TryGetValue(folder, out (string Name, string Meaning) tag)
            ? tag.Name
            : throw new InvalidOperationException($"{endpoint} lies in a folder that has no tag");
}
