namespace DataSharing.Functions.Integrity;

/// <summary>What keeps witnesses of the store up to date, on every runtime. Each may run on several instances at once.</summary>
public sealed class WitnessTimers(IPartitionStore store, CaseLedger cases, AgencyLog agencies, StoreGate gate, LogSeals seals)
{
    private const int AtOnce = 500;

    /// <summary>Notes how far the stop journal reaches, in the database and with the keys.</summary>
    [Function("WitnessStopJournal")]
    public Task WitnessStopJournal([TimerTrigger("30 * * * * *")] TimerInfo timer) => gate.WitnessAsync();

    /// <summary>Seals the logs that are from before there were seals, until there is none without.</summary>
    [Function("SealLogs")]
    public async Task SealLogs([TimerTrigger("45 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (gate.IsOpen && !seals.IsComplete
            && await SealAsync(Container.Cases, cancellation) + await SealAsync(Container.Agencies, cancellation) == 0)
            await seals.CompleteAsync(cancellation);
    }

    private async Task<int> SealAsync(Container container, CancellationToken cancellation)
    {
        int found = 0;
        ChangePage page;
        string? continuation = null;
        do
        {
            page = await store.ReadChangesAsync(container, continuation, AtOnce, CaseHead.DocumentId, cancellation);
            foreach (FoundDocument head in page.Changes.Where(change => change.Id == CaseHead.DocumentId))
            {
                if (!(
                    container == Container.Cases
                        ? await cases.IsUnsealedAsync(head.As<CaseHead>(), cancellation)
                        : head.As<AgencyHead>().Seal is null))
                    continue;
                found++;
                await (container == Container.Cases
                    ? cases.SealLogAsync(new CaseId(head.Partition.Key))
                    : agencies.SealAsync(new RegistrationId(head.Partition.Key)));
            }

            continuation = page.Continuation;
        }
        while (page.Changes.Count > 0);
        return found;
    }
}
