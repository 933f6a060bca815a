using DataSharing.EndToEnd.Tests.Durability;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>What must hold after clocks have stepped under a load. Defects are sentences with ids.</summary>
internal static class StopAudit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Every process still does its work, by clocks that are right again, and nothing is left waiting for a wrong one.</summary>
    public static async Task<IReadOnlyList<string>> DefectsAsync(Installation installation, StopLedger ledger)
    {
        var defects = new List<string>(ledger.Faults.Concat(ledger.Violations()));
        defects.AddRange(
            installation.Apps.Where(app =>
                app.Process.HasEnded).Select(app => $"process {app.Process.Id} has ended: {app.Process.Errors}"));
        if (defects.Count > 0)
            return defects;
        foreach (ClockedApp app in installation.Apps)
            await GoesOnAsync(app.Api);
        defects.AddRange(await LeftAsync(installation));
        using IStoreReader store = installation.Read();
        foreach (string caseId in ledger.Cases)
            defects.AddRange(CaseAudit.Defects(store, caseId));
        foreach (Stopped stop in ledger.Stops)
        {
            WithdrawalDocument? withdrawal = store.List<WithdrawalDocument>(Partition.Case(stop.Case), CaseIds.WithdrawalPrefix)
                .Select(one => one.Value).FirstOrDefault(one => one.Id == stop.Id || one.ConfirmationNumber == stop.Id);
            if (withdrawal is null
                || store.Find<CaseHead>(Partition.Case(stop.Case), CaseHead.DocumentId)?.Stops.Any(one => one.Id == withdrawal.Id) != true)
                defects.Add($"stop {stop.Id} of case {stop.Case} by {stop.Door} was acknowledged and is not on the head");
            else if (withdrawal.State == WithdrawalState.Recorded)
                defects.Add($"withdrawal {withdrawal.Id} of case {stop.Case} was not followed up");
        }

        return defects;
    }

    // A whole case, from its opening to a package in the recipient's hands, and its stop.
    private static async Task GoesOnAsync(Api api)
    {
        OneCase one = await OneCase.OpenAsync(api, DateTimeOffset.UtcNow.AddSeconds(-1));
        string request = await one.ReadyAsync(api);
        (await OneCase.CollectAsync(api, request)).Must(200);
        await one.StopAsync(api);
        Assert.NotEqual(200, (await OneCase.CollectAsync(api, request)).Status);
    }

    /// <summary>What still waits for its timer after a while, because it waits for a clock to come round.</summary>
    private static async Task<IReadOnlyList<string>> LeftAsync(Installation installation)
    {
        IReadOnlyList<string> left = [];
        for (long since = Environment.TickCount64; Environment.TickCount64 - since < Patience.TotalMilliseconds;)
        {
            using (IStoreReader store = installation.Read())
                left = store.Due();
            if (left.Count == 0)
                return [];
            await Task.Delay(100);
        }

        return [.. left.Select(mark => "left due: " + mark)];
    }
}
