using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>
/// Checks, after a restart, that everything acknowledged before the kill is there, and that everything begun goes to its end.
/// </summary>
internal sealed class Recovery(string directory, StreamAudit holder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>What one round's ledger and the database disagree on. Waits until what was acknowledged has been decided.</summary>
    public async Task<IReadOnlyList<string>> DefectsAsync(Callers callers, Ledger ledger)
    {
        var defects = new List<string>(ledger.Faults);
        await RepeatAsync(callers, ledger);
        await UntilAsync(() => Undecided(ledger));
        foreach ((string request, string caseId) in ledger.Requests)
            await RequestAsync(callers, ledger, request, caseId, defects);
        await UntilAsync(() => Unenforced(ledger));
        using var store = new StoreReader(directory);
        defects.AddRange(holder.Continue(store));
        defects.AddRange(
            ledger.Requests.Keys.Except(holder.Submitted).Select(request =>
                $"request {request} was acknowledged, but its submission is not in the log"));
        foreach (string caseId in ledger.Cases)
            defects.AddRange(CaseAudit.Defects(store, caseId));
        foreach ((string caseId, string consent) in ledger.Consents)
            Require(
                store.Find<CaseHead>(Partition.Case(caseId), CaseHead.DocumentId)?.Consents.ContainsKey(consent) == true,
                $"consent {consent} was acknowledged and is gone", defects);
        foreach ((string caseId, string withdrawal) in ledger.Withdrawals)
            Require(
                store.Find<CaseHead>(Partition.Case(caseId), CaseHead.DocumentId)?.Stops.Any(stop => stop.Id == withdrawal) == true,
                $"withdrawal {withdrawal} was acknowledged and is not in force", defects);
        foreach ((string request, int times) in ledger.Collections)
        {
            Release? release = store.Find<Release>(Partition.Case(ledger.Requests[request]), CaseIds.Release(request));
            Require(
                release?.Collections.Count >= times,
                $"request {request} was collected {times} times, on record are {release?.Collections.Count ?? 0}", defects);
        }

        return defects;
    }

    /// <summary>After the last restart: nothing waits for anybody any more, in any round, also of what was never acknowledged.</summary>
    public async Task<IReadOnlyList<string>> LeftOverAsync()
    {
        await UntilAsync(() =>
        {
            using var store = new StoreReader(directory);
            return [.. store.Due(), .. Pending(store)];
        });
        using var last = new StoreReader(directory);
        var defects = new List<string>([.. last.Due().Select(mark => "left due: " + mark), .. Pending(last), .. Orphans(last)]);
        defects.AddRange(StreamAudit.Verify(last, "reg-advocate"));
        defects.AddRange(StreamAudit.Verify(last, "reg-shelter"));
        foreach ((string caseId, CaseHead _) in last.ListAll<CaseHead>(Container.Cases, CaseHead.DocumentId))
            defects.AddRange(CaseAudit.Defects(last, caseId));
        return defects;
    }

    // A submission whose answer was lost: the client repeats it, and gets what the first try would have got.
    private static async Task RepeatAsync(Callers callers, Ledger ledger)
    {
        foreach ((string key, string caseId) in ledger.Unanswered)
        {
            string id = (await callers.HolderAsync(HttpMethod.Post, "sharing-requests", Bodies.Send(caseId), key)).Must(202)["id"];
            ledger.Requests[id] = caseId;
        }
    }

    private static async Task RequestAsync(Callers callers, Ledger ledger, string request, string caseId, List<string> defects)
    {
        Answer seen = await callers.HolderAsync(HttpMethod.Get, "sharing-requests/" + request);
        if (seen.Status != 200)
        {
            defects.Add($"request {request} was acknowledged and is answered {seen.Status}");
            return;
        }

        string status = seen["status"];
        if (!ledger.IsWithdrawn(caseId))
        {
            // A withdrawal that nobody answered may have taken place.
            Require(status is "ready" or "collected" or "stopped" or "refused", $"request {request} is {status}", defects);
            return;
        }

        Require(status is "stopped" or "refused", $"request {request} is {status} after its case was withdrawn", defects);
        Answer collected = await callers.RecipientAsync(HttpMethod.Post, $"sharing-requests/{request}/collection");
        Require(
            collected.Status is 404 or 409 or 410, $"request {request} was collected with {collected.Status} after its case was withdrawn",
            defects);
    }

    private string[] Undecided(Ledger ledger)
    {
        using var store = new StoreReader(directory);
        return [.. ledger.Requests.Keys.Where(
            request => store.Find<RequestLife>(
                Partition.Request(request), RequestStore.DocumentId) is { State: RequestState.Submitted })];
    }

    private string[] Unenforced(Ledger ledger)
    {
        using var store = new StoreReader(directory);
        return
        [
            .. ledger.Withdrawals
                .Where(
                    one => store.Find<WithdrawalDocument>(
                        Partition.Case(one.Case), CaseIds.Withdrawal(one.Withdrawal)) is { State: WithdrawalState.Recorded })
                .Select(one => one.Withdrawal),
        ];
    }

    // Every request is decided, a live one is followed by its orchestration, a finished one by none that hangs.
    private static IEnumerable<string> Pending(StoreReader store)
    {
        IReadOnlyDictionary<string, long> orchestrations = store.Orchestrations();
        foreach ((string request, RequestLife document) in store.ListAll<RequestLife>(
            Container.Requests, RequestStore.DocumentId))
        {
            long? status = orchestrations.TryGetValue(SharingRequestOrchestrator.InstanceId(request), out long known) ? known : null;
            if (document.State == RequestState.Submitted)
                yield return $"request {request} was never decided; its orchestration is "
                    + $"{status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "missing"}";
            else if (document.State == RequestState.Released ? status != 0 : status != 1)
                yield return $"request {request} is {document.State}, its orchestration is "
                    + $"{status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "missing"}";
        }

        foreach ((
            string caseId, WithdrawalDocument withdrawal) in store.ListAll<WithdrawalDocument>(Container.Cases, CaseIds.WithdrawalPrefix))
        {
            if (withdrawal.State == WithdrawalState.Recorded)
                yield return $"withdrawal {withdrawal.Id} of case {caseId} was never enforced";
            else if (!orchestrations.TryGetValue(WithdrawalStart.InstanceId(withdrawal.Id), out long status) || status is not (0 or 1))
                yield return $"withdrawal {withdrawal.Id} of case {caseId} has no orchestration, or a failed one";
        }
    }

    // A log entry without its cause: a submission of which there is no request.
    private IEnumerable<string> Orphans(StoreReader store) => holder.Submitted
        .Where(request => store.Find<RequestLife>(Partition.Request(request), RequestStore.DocumentId) is null)
        .Select(request => $"the log has the submission of {request}, of which there is no request");

    private static async Task UntilAsync(Func<IReadOnlyCollection<string>> remaining)
    {
        long since = Environment.TickCount64;
        while (remaining().Count > 0 && Environment.TickCount64 - since < Patience.TotalMilliseconds)
            await Task.Delay(20);
    }

    private static void Require(bool holds, string otherwise, List<string> defects)
    {
        if (!holds)
            defects.Add(otherwise);
    }
}
