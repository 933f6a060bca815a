using System.Buffers;

namespace DataSharing.Functions.Storage;

public enum CommitOutcome
{
    /// <summary>All operations are durable.</summary>
    Committed,

    /// <summary>Nothing was written: a document to create is already there.</summary>
    AlreadyExists,

    /// <summary>Nothing was written: a document is no longer the version that the ETag names.</summary>
    PreconditionFailed,

    /// <summary>Nothing was written: a document to replace, patch or delete is not there.</summary>
    NotFound,

    /// <summary>
    /// Nothing was written: more than <see cref="CommitLimits.Operations"/> operations or <see cref="CommitLimits.Bytes"/>
    /// bytes.
    /// </summary>
    TooLarge,
}

/// <summary>What became of a commit.</summary>
/// <param name="Outcome">Committed, or why not.</param>
/// <param name="FailedOperation">Index of the first operation that did not fit; -1 when committed.</param>
/// <param name="Documents">When committed, one per operation: the document as it is now; null for a deletion.</param>
public sealed record CommitResult(CommitOutcome Outcome, int FailedOperation, IReadOnlyList<StoredDocument?> Documents)
{
    public bool IsCommitted => Outcome == CommitOutcome.Committed;

    public static CommitResult Committed(IReadOnlyList<StoredDocument?> documents) => new(CommitOutcome.Committed, -1, documents);

    public static CommitResult Rejected(CommitOutcome outcome, int operation) => new(outcome, operation, []);

    /// <summary>The document that operation <paramref name="operation"/> left behind.</summary>
    public Stored<T> Document<T>(int operation) => Documents[operation]!.As<T>();
}

/// <summary>What every store takes in one commit; the figures are those of a Cosmos DB transactional batch.</summary>
public static class CommitLimits
{
    public const int Operations = 100;
    public const int Bytes = 2 * 1024 * 1024;

    /// <summary>One less than the service takes: a store may keep the workflow mark a second time, where its index is.</summary>
    public const int PatchSteps = 9;

    /// <summary>Of an id, which is ASCII. Longer than any that is made.</summary>
    public const int IdLength = 255;

    /// <summary>No id holds these: the service's addresses could not name the document.</summary>
    private static readonly SearchValues<char> NotInIds = SearchValues.Create("/\\?#%");

    /// <summary>Room left for what a store adds to each document: its id, partition key and system members.</summary>
    private const int Envelope = 512;

    /// <summary>
    /// Null when the operations may be tried. Throws <see cref="ArgumentException"/> for what no data can cause: an empty
    /// commit, a document named twice, too many patch steps, an id that cannot be one.
    /// </summary>
    public static CommitResult? Check(IReadOnlyList<Operation> operations)
    {
        if (operations.Count == 0)
            throw new ArgumentException("a commit needs an operation", nameof(operations));
        if (operations.Count > Operations)
            return CommitResult.Rejected(CommitOutcome.TooLarge, Operations);
        long bytes = 0;
        for (int i = 0; i < operations.Count; i++)
        {
            Operation operation = operations[i];
            if (operation.Id.Length is 0 or > IdLength || !Ascii.IsValid(operation.Id) || operation.Id.AsSpan().ContainsAny(NotInIds))
                throw new ArgumentException($"operation {i} has an id that no document can have", nameof(operations));
            for (int j = 0; j < i; j++)
                if (string.Equals(operations[j].Id, operation.Id, StringComparison.Ordinal))
                    throw new ArgumentException($"operations {j} and {i} name the same document", nameof(operations));
            if (operation is Patch { Steps.Count: < 1 or > PatchSteps })
                throw new ArgumentException($"operation {i} has no patch steps or too many", nameof(operations));
            bytes += Envelope + operation switch { Create c => c.Body.Length, Replace r => r.Body.Length, _ => 0 };
            if (bytes > Bytes)
                return CommitResult.Rejected(CommitOutcome.TooLarge, i);
        }

        return null;
    }
}
