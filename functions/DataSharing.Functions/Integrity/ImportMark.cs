namespace DataSharing.Functions.Integrity;

/// <summary>That an export is being, or was, taken into this store. A store that holds half of one stays closed.</summary>
/// <param name="Digest">Of the export.</param>
/// <param name="DoneAt">Null: it was begun and not finished.</param>
public sealed record ImportMark(string Digest, DateTimeOffset BegunAt, DateTimeOffset? DoneAt = null)
{
    internal const string DocumentId = "import";

    internal static Partition Place => Partition.System("gate");
}
