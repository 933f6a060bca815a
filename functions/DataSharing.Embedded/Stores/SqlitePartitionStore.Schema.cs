using DataSharing.Embedded.Sqlite;

namespace DataSharing.Embedded.Stores;

public sealed partial class SqlitePartitionStore
{
    private const string SelectOne = "SELECT version, body FROM documents WHERE container=$1 AND partition=$2 AND id=$3";
    private const string SelectVersion = "SELECT version FROM documents WHERE container=$1 AND partition=$2 AND id=$3";
    private const string InsertRow =
        "INSERT INTO documents(version, container, partition, id, due, body, expires) VALUES($1,$2,$3,$4,$5,$6,$7)";
    private const string PatchRow = "UPDATE documents SET version=$1, due=$2, body=$3 WHERE version=$4";
    private const string ReplaceRow = "UPDATE documents SET version=$1, due=$2, body=$3, expires=$5 WHERE version=$4";
    private const string DeleteRow = "DELETE FROM documents WHERE version=$1";
    private const string KeepVersion = "UPDATE document_versions SET highest_deleted=max(highest_deleted, $1)";
    private const string SelectExpired = "SELECT version FROM documents WHERE expires<=$1 ORDER BY expires LIMIT $2";
    private const string SelectHighest =
        "SELECT max(coalesce((SELECT max(version) FROM documents),0), (SELECT highest_deleted FROM document_versions))";
    private const string List = "SELECT id, version, body FROM documents WHERE container=$1 AND partition=$2 AND ";
    private const string SelectAscending = List + "id>=$3 AND id<$4 ORDER BY id LIMIT $5";
    private const string SelectAfter = List + "id>$3 AND id<$4 ORDER BY id LIMIT $5";
    private const string SelectDescending = List + "id>=$3 AND id<$4 ORDER BY id DESC LIMIT $5";
    private const string Columns = "SELECT partition, version, id, body FROM documents ";
    private const string SelectDue = Columns + "WHERE container=$1 AND due IS NOT NULL AND due<$2 ORDER BY due, version LIMIT $3";

    // The last row tells how far the table went, so that rows of other containers are not passed again and again.
    private const string SelectChanges =
        "SELECT * FROM (" + Columns + "WHERE version>$2 AND container=$1 AND id>=$4 AND id<$5 ORDER BY version LIMIT $3) "
        + "UNION ALL SELECT NULL, coalesce(max(version),0), NULL, NULL FROM documents";

    private static long CreateSchema(SqliteSession session)
    {
        session.Execute("""
            CREATE TABLE IF NOT EXISTS documents(
              version INTEGER PRIMARY KEY,
              container INTEGER NOT NULL,
              partition TEXT NOT NULL,
              id TEXT NOT NULL,
              due INTEGER,
              expires INTEGER,
              body BLOB NOT NULL,
              UNIQUE(container, partition, id))
            """);
        // Tables made before documents could expire.
        if (session.Scalar<long>("SELECT count(*) FROM pragma_table_info('documents') WHERE name='expires'") == 0)
            session.Execute("ALTER TABLE documents ADD COLUMN expires INTEGER");
        session.Execute("CREATE INDEX IF NOT EXISTS documents_expires ON documents(expires) WHERE expires IS NOT NULL");
        session.Execute("CREATE INDEX IF NOT EXISTS documents_due ON documents(container, due) WHERE due IS NOT NULL");
        session.Execute("CREATE TABLE IF NOT EXISTS document_versions(highest_deleted INTEGER NOT NULL)");
        session.Execute("INSERT INTO document_versions SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM document_versions)");
        return session.Scalar<long>(SelectHighest);
    }
}
