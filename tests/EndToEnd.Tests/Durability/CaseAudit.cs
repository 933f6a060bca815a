using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Entries;
using DataSharing.Domain.Releases;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>Whether a case's documents and its log tell the same story. Defects are sentences with ids.</summary>
internal static class CaseAudit
{
    public static IEnumerable<string> Defects(IStoreReader store, string caseId)
    {
        var partition = Partition.Case(caseId);
        if (store.Find<CaseHead>(partition, CaseHead.DocumentId) is not { } head)
            return [$"case {caseId} has no head"];
        LogEntry[] chained = [.. store.List<LogEntry>(partition, CaseIds.ChainedPrefix).Select(one => one.Value)];
        LogEntry[] waiting = [.. head.Unchained.Select(id =>
            store.Find<UnchainedEntry>(partition, CaseIds.Unchained(id))?.Entry).OfType<LogEntry>()];
        LogEntry[] all = [.. chained, .. waiting];
        Release[] releases = [.. store.List<Release>(partition, CaseIds.ReleasePrefix).Select(one => one.Value)];
        WithdrawalDocument[] withdrawals = [.. store.List<WithdrawalDocument>(partition, CaseIds.WithdrawalPrefix).Select(one =>
            one.Value)];
        var defects = new List<string>();
        LogVerification chain = LogChain.Verify(chained, head.Log);
        Check(chain.IsIntact, $"its chain is not intact: {chain.Defect} at {chain.Seq}");
        Check(waiting.Length == head.Unchained.Count, "an entry that waits for the chain is gone");
        Check(all.Length == all.Select(entry => entry.Id).Distinct().Count(), "an entry stands in its log twice");
        Check(all.All(entry => LogGrammar.FormOf(entry) is not null), "an entry has no form of the log's grammar");
        Same("releases", releases.Select(release => release.Id.Value), Of(LogAction.ReleaseCreated).Select(entry => entry.Release!.Value));
        Same(
            "collections", releases.SelectMany(release => release.Collections.Keys.Select(id => $"{release.Id}/{id}")),
            Of(LogAction.CollectionMade).Select(
                entry => $"{entry.Release}/{entry.Id[(entry.Id.LastIndexOf("-c-", StringComparison.Ordinal) + 3)..]}"));
        Same(
            "stopped releases", releases.Where(release => release.State == ReleaseState.Stopped).Select(release => release.Id.Value),
            Of(LogAction.ReleaseStopped).Select(entry => entry.Release!.Value));
        Same(
            "withdrawals and entries", withdrawals.Select(withdrawal => withdrawal.Id.Value),
            Of(LogAction.WithdrawalRecorded).Select(entry => entry.Cause!));
        Check(
            Of(LogAction.WithdrawalRepeated).All(entry => withdrawals.Any(withdrawal => withdrawal.Id.Value == entry.Cause)),
            "an entry says again what was never said");
        // One that was said again stands there again.
        Same(
            "withdrawals and stops", withdrawals.Select(withdrawal => withdrawal.Id.Value),
            head.Stops.Select(stop => stop.Id.Value).Distinct());
        Same(
            "consents", store.List<Consent>(partition, CaseIds.ConsentPrefix).Select(one => one.Value.Id.Value),
            head.Consents.Keys.Select(id => id.Value));
        Check(Of(LogAction.ConsentRecorded).Count() == head.Consents.Count, "consents and their entries differ");
        Check(Of(LogAction.CaseOpened).Count() == 1, "it was not opened once");
        Check(
            Of(LogAction.RecordWritten).Any() == (store.Find<RecordDocument>(partition, CaseIds.Record("main")) is not null),
            "record and entry differ");
        Check(
            releases.All(release => release.IsOpen == (release.Envelope is not null)),
            "a release that has ended keeps its key, or a live one has none");
        return defects;

        IEnumerable<LogEntry> Of(string action) => all.Where(entry => entry.Action == action);

        void Check(bool holds, string otherwise)
        {
            if (!holds)
                defects.Add($"case {caseId}: {otherwise}");
        }

        void Same(string what, IEnumerable<string> documents, IEnumerable<string> entries)
        {
            string[] one = [.. documents.Order(StringComparer.Ordinal)], other = [.. entries.Order(StringComparer.Ordinal)];
            Check(one.SequenceEqual(other), $"{what}: documents [{string.Join(' ', one)}], log [{string.Join(' ', other)}]");
        }
    }
}
