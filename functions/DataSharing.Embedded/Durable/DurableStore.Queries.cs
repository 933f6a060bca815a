using DataSharing.Embedded.Sqlite;
using DurableTask.Core;

namespace DataSharing.Embedded.Durable;

internal sealed partial class DurableStore
{
    private const int PurgeBatch = 200;

    public InstanceRow? Find(string instanceId) => database.Read(session => session.Query(
        $"SELECT {Columns} FROM orchestration_instances WHERE id=$1", ReadRow, instanceId).FirstOrDefault());

    /// <summary>Instances in the order of their creation, after row <paramref name="after"/>.</summary>
    /// <param name="statuses">A bit per status number.</param>
    public List<InstanceRow> List(DateTime? from, DateTime? to, long statuses, string? prefix, long after, int count) =>
        database.Read(session => session.Query(
            $"""
             SELECT {Columns} FROM orchestration_instances
             WHERE n>$1 AND created>=$2 AND created<=$3 AND (1<<status)&$4 AND ($5='' OR substr(id,1,length($5))=$5)
             ORDER BY n LIMIT $6
             """,
            ReadRow,
            after,
            from?.Ticks ?? 0L,
            to?.Ticks ?? long.MaxValue,
            statuses,
            prefix ?? "",
            (long)count));

    /// <summary>Deletes a finished instance, recursively those it called; a live one stays. Returns how many went.</summary>
    public Task<int> PurgeAsync(string instanceId, bool recursive) => database.WriteAsync(session =>
    {
        long n = session.Scalar<long>($"SELECT n FROM orchestration_instances WHERE id=$1 AND NOT {Live}", instanceId);
        return n == 0 ? 0 : Purge(session, n, recursive);
    });

    /// <summary>Deletes finished instances by time of creation.</summary>
    public async Task<int> PurgeAllAsync(DateTime? from, DateTime? to, long statuses, bool recursive, CancellationToken cancellation)
    {
        int purged = 0;
        // In batches, so that purging a month's instances does not hold up everyone else's commits.
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int batch = await database.WriteAsync(session => session.Query(
                $"""
                 SELECT n FROM orchestration_instances
                 WHERE created>=$1 AND created<=$2 AND (1<<status)&$3 AND NOT {Live}
                 ORDER BY n LIMIT {PurgeBatch}
                 """,
                row => row.GetInt64(0),
                from?.Ticks ?? 0L,
                to?.Ticks ?? long.MaxValue,
                statuses).Sum(n => Purge(session, n, recursive))).ConfigureAwait(false);
            if (batch == 0)
                return purged;
            purged += batch;
        }
    }

    private static int Purge(SqliteSession session, long n, bool recursive)
    {
        int count = 0;
        if (recursive)
        {
            List<long> children = session.Query(
                $"SELECT n FROM orchestration_instances WHERE parent=$1 AND NOT {Live}", row => row.GetInt64(0), n);
            count = children.Sum(child => Purge(session, child, recursive: true));
        }

        bool existed = session.Scalar<long>("SELECT n FROM orchestration_instances WHERE n=$1", n) != 0;
        Delete(session, n);
        return existed ? count + 1 : count;
    }

    /// <summary>The statuses as bits; null: all.</summary>
    public static long Bits(IEnumerable<OrchestrationStatus>? statuses)
    {
        if (statuses is null)
            return -1;
        long bits = 0;
        foreach (OrchestrationStatus status in statuses)
            bits |= 1L << (int)status;
        return bits;
    }
}
