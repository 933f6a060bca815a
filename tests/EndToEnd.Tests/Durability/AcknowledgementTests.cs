using DataSharing.Functions.Stops;
using DataSharing.Functions.Ledger;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>
/// A killed process keeps its page cache, so killing proves nothing about the disk. Here the program's system calls are
/// watched: no acknowledgement goes out before the sync that covers its commit has returned.
/// </summary>
[Collection(DurabilityCollection.Name)]
public sealed class AcknowledgementTests(ITestOutputHelper output)
{
    private const string Database = "/data.db-wal", Journal = "/stop-journal";
    private const int Lanes = 4, Rounds = 4;

    [TracedFact]
    public async Task Answer_WhenItAcknowledges_IsSentAfterTheSyncThatCoversItsCommit()
    {
        await using TracedApp app = await TracedApp.StartAsync();
        var ledger = new Ledger();
        await new Load(await Callers.SignInAsync(app.Client), ledger).RunAsync(Lanes, Rounds);
        Assert.Empty(ledger.Faults);
        Assert.Empty(ledger.Unanswered);
        await app.StopAsync();

        var trace = SystemTrace.Read(File.ReadLines(app.TraceFile));
        var defects = new List<string?>();
        // Stored one after another in a row are partition and id, so these texts are the documents themselves.
        foreach (string caseId in ledger.Cases)
            defects.Add(trace.DefectOf(Database, caseId + "head", caseId));
        foreach ((string _, string consent) in ledger.Consents)
            defects.Add(trace.DefectOf(Database, "consent-" + consent, consent));
        foreach (string request in ledger.Requests.Keys)
        {
            defects.Add(trace.DefectOf(Database, request + "request", request));
            defects.Add(trace.DefectOf(Database, $"request\\.submitted[^{{}}]{{0,1500}}{request}|{request}-submitted", request));
        }

        foreach ((string _, string withdrawal) in ledger.Withdrawals)
        {
            defects.Add(trace.DefectOf(Database, "withdrawal-" + withdrawal, withdrawal));
            defects.Add(trace.DefectOf(Database, "log-u-e-" + withdrawal, withdrawal));
            defects.Add(trace.DefectOf(Journal, withdrawal, withdrawal));
        }

        defects.AddRange(Collections(trace, ledger));
        Assert.Empty(defects.OfType<string>());
        Assert.Equal(Lanes * Rounds, ledger.Cases.Count);
        Assert.Equal(Lanes * Rounds / 2, ledger.Withdrawals.Count);
        output.WriteLine(
            $"{ledger.Acknowledgements} acknowledgements, {trace.CommitsOf(Database).Count} durable commits, {trace.Sent.Count} sends");
    }

    // An answer to a collection does not say which one it is; so the first package that went out is held against the first commit.
    private static IEnumerable<string> Collections(SystemTrace trace, Ledger ledger)
    {
        foreach ((string request, int times) in ledger.Collections)
        {
            Sent[] answers = [.. trace.Sent.Where(
                one => one.Text.Contains("onwardSharing", StringComparison.Ordinal)
                    && one.Text.Contains(request, StringComparison.Ordinal))];
            if (answers.Length < times)
                yield return $"{request}: of {times} packages {answers.Length} were seen leaving";
            IEnumerable<int?> durable = trace.CommitsOf(Database)
                .Where(batch => Regex.IsMatch(batch.Text, $"collection\\.made.{{0,1500}}{request}", RegexOptions.NonBacktracking))
                .Select(batch => batch.Durable);
            if (answers.Length > 0 && !durable.Any(at => at < answers[0].At))
                yield return $"{request}: its package left before its collection was durable";
        }
    }
}
