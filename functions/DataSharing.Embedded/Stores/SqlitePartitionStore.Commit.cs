using DataSharing.Embedded.Sqlite;
using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Stores;

public sealed partial class SqlitePartitionStore
{
    // Runs on the one writer thread: between checking and writing nothing else writes.
    private CommitResult Commit(SqliteSession session, Partition partition, IReadOnlyList<Operation> operations)
    {
        var bodies = new ReadOnlyMemory<byte>[operations.Count];
        var dues = new DateTimeOffset?[operations.Count];
        long[] versions = new long[operations.Count];
        for (int i = 0; i < operations.Count; i++)
        {
            if (Check(session, partition, operations[i], ref versions[i], ref bodies[i], ref dues[i]) is { } refusal)
                return CommitResult.Rejected(refusal, i);
        }

        if (operations.Any(operation => operation is Patch) && bodies.Sum(body => (long)body.Length) > CommitLimits.Bytes)
            return CommitResult.Rejected(CommitOutcome.TooLarge, operations.Count - 1);
        var documents = new StoredDocument?[operations.Count];
        for (int i = 0; i < operations.Count; i++)
            documents[i] = Write(session, partition, operations[i], versions[i], bodies[i], dues[i]);
        return CommitResult.Committed(documents);
    }

    private static CommitOutcome? Check(
        SqliteSession session, Partition partition, Operation operation, ref long version, ref ReadOnlyMemory<byte> body,
        ref DateTimeOffset? due)
    {
        bool needsBody = operation is Patch;
        byte[]? current = null;
        using (SqliteStatement reader = session.Read(
            needsBody ? SelectOne : SelectVersion, (long)partition.Container, partition.Key, operation.Id))
        {
            if (reader.Read())
            {
                version = reader.GetInt64(0);
                current = needsBody ? reader.GetBytes(1) : null;
            }
        }

        if (operation is Create create)
        {
            (body, due) = (create.Body, create.Due);
            return version != 0 ? CommitOutcome.AlreadyExists : null;
        }

        if (version == 0)
            return CommitOutcome.NotFound;
        string? expected = operation switch { Replace r => r.ETag, Patch p => p.ETag, Delete d => d.ETag, _ => null };
        if (expected is not null && expected != Tag(version))
            return CommitOutcome.PreconditionFailed;
        if (operation is Replace replace)
            (body, due) = (replace.Body, replace.Due);
        else if (operation is Patch patch)
            (body, due) = PatchedBody.Apply(current, patch.Steps);
        return null;
    }

    private StoredDocument? Write(
        SqliteSession session, Partition partition, Operation operation, long version, ReadOnlyMemory<byte> body, DateTimeOffset? due)
    {
        if (operation is Delete)
        {
            session.Execute(DeleteRow, version);
            session.Execute(KeepVersion, version);
            return null;
        }

        long next = ++_version;
        object? mark = due?.ToUnixTimeMilliseconds();
        byte[] bytes = body.ToArray();
        if (operation is Create create)
            session.Execute(
                InsertRow, next, (long)partition.Container, partition.Key, operation.Id, mark, bytes,
                create.ExpiresAt?.ToUnixTimeMilliseconds());
        else if (operation is Replace replace)
            session.Execute(ReplaceRow, next, mark, bytes, version, replace.ExpiresAt?.ToUnixTimeMilliseconds());
        else
            session.Execute(PatchRow, next, mark, bytes, version);
        return new StoredDocument(operation.Id, bytes, Tag(next));
    }
}
