using Microsoft.Data.Sqlite;

namespace DataSharing.Embedded.Sqlite;

public sealed partial class SqliteDatabase
{
    private abstract class Unit
    {
        public bool IsVital { get; init; }
        public virtual Exception? Failure => null;
        public abstract bool TryRun(SqliteSession session);
        public abstract void Complete();
        public abstract void Fail(Exception failure);
    }

    private sealed class Unit<T>(Func<SqliteSession, T> work) : Unit
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _failure;

        public Task<T> Task => _done.Task;

        public override Exception? Failure => _failure;

#pragma warning disable CA1031 // whatever a unit throws belongs to its caller, not to the writer thread
        public override bool TryRun(SqliteSession session)
        {
            _failure = null;
            try
            {
                _result = work(session);
                return true;
            }
            catch (Exception failure)
            {
                _failure = failure;
                return false;
            }
        }
#pragma warning restore CA1031

        public override void Complete()
        {
            if (_failure is null)
                _done.SetResult(_result!);
            else
                _done.SetException(_failure);
        }

        public override void Fail(Exception failure) => _done.TrySetException(_failure ?? failure);
    }

    private sealed class Checkpoint : Unit
    {
        private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> Task => _done.Task;

        public void Run(SqliteSession session)
        {
            try
            {
                _done.SetResult(session.Scalar<long>("PRAGMA wal_checkpoint(TRUNCATE)") == 0);
            }
            catch (SqliteException failure)
            {
                _done.SetException(failure);
            }
        }

        public override bool TryRun(SqliteSession session) => throw new NotSupportedException();
        public override void Complete() => throw new NotSupportedException();
        public override void Fail(Exception failure) => _done.TrySetException(failure);
    }
}
