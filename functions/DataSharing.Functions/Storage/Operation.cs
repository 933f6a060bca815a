using System.Text.Json.Nodes;
using DataSharing.Domain;

namespace DataSharing.Functions.Storage;

/// <summary>One write to one document of a partition. A commit names each document at most once.</summary>
public abstract record Operation(string Id)
{
    /// <summary>True when the write takes something away that must not be readable in any file afterwards.</summary>
    public bool Erases { get; init; }

    /// <summary>True when somebody stops sharing by it: where a store keeps space for stops, the commit may use it.</summary>
    public bool IsStop { get; init; }

    /// <summary>Writes a document that does not exist yet.</summary>
    public static Create Create<T>(string id, T value) => new(id, StoreJson.Serialize(value), DueOf(value));

    /// <summary>Writes the whole of an existing document; with an ETag, only if it is still that version.</summary>
    public static Replace Replace<T>(string id, T value, string? etag = null) => new(id, StoreJson.Serialize(value), DueOf(value), etag);

    /// <summary>Changes members of an existing document in place; without an ETag it never loses a race.</summary>
    public static Patch Patch(string id, params IReadOnlyList<PatchStep> steps) =>
        new(id, steps, null) { Erases = steps.Any(step => step.Kind == PatchKind.Remove) };

    /// <summary>Takes a document away for good.</summary>
    public static Delete Delete(string id, string? etag = null) => new(id, etag) { Erases = true };

    private static DateTimeOffset? DueOf<T>(T value) => (value as IWorkflowDocument)?.WorkflowDue;
}

public sealed record Create(string Id, ReadOnlyMemory<byte> Body, DateTimeOffset? Due) : Operation(Id)
{
    /// <summary>
    /// From then on the store may drop the document by itself, never earlier; how much later is the store's affair, so that
    /// readers check their own dates. The change feed does not tell. Null: it stays until it is deleted.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

public sealed record Replace(string Id, ReadOnlyMemory<byte> Body, DateTimeOffset? Due, string? ETag) : Operation(Id)
{
    /// <summary>As of <see cref="Create.ExpiresAt"/>. A replacement sets it anew, also to null; a patch leaves it as it is.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

public sealed record Patch(string Id, IReadOnlyList<PatchStep> Steps, string? ETag) : Operation(Id);

public sealed record Delete(string Id, string? ETag) : Operation(Id);

public enum PatchKind
{
    Set,
    Append,
    Increment,
    Remove,
}

/// <summary>
/// One change inside a document, in the form that Cosmos DB's partial update has too.
/// <paramref name="Path"/> is a JSON pointer of member names, as in <c>/stops</c>; its parent must exist.
/// </summary>
public sealed record PatchStep(PatchKind Kind, string Path, JsonNode? Value)
{
    public static PatchStep Set<T>(string path, T value) =>
        new(PatchKind.Set, path, JsonSerializer.SerializeToNode(value, StoreJson.Options));

    /// <summary>Adds to the end of an array, which must exist.</summary>
    public static PatchStep Append<T>(string path, T value) =>
        new(PatchKind.Append, path, JsonSerializer.SerializeToNode(value, StoreJson.Options));

    /// <summary>Adds to a whole number; one that is missing counts as nought, one that is null does not fit.</summary>
    public static PatchStep Increment(string path, long by = 1) => new(PatchKind.Increment, path, JsonValue.Create(by));

    /// <summary>Takes a member away, which must exist; it then reads as its default.</summary>
    public static PatchStep Remove(string path) => new(PatchKind.Remove, path, null);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Path}");
}
