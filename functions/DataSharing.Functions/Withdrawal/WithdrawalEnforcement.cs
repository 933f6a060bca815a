using DataSharing.Domain.Entries;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Sharing;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>
/// Makes a stop visible everywhere: releases are marked and their keys destroyed, their requests say stopped, ciphertext goes,
/// and what waits for a reviewer is decided anew.
/// </summary>
public sealed class WithdrawalEnforcement(
    CaseLedger cases, StoppedReleases stopped, RequestStore requests, ReviewQueue reviews, PackageSealer sealer,
    IPartitionStore store, TimeProvider time, ILogger<WithdrawalEnforcement> log)
{
    private const int SideBySide = 4;

    public async Task RunAsync(WithdrawalStart start, DurableTaskClient client)
    {
        if (await stopped.EnforceAsync(start.CaseId, start.WithdrawalId, release => Entry(release, start)) is not { } withdrawal)
            return;
        // Some side by side, so that a store which groups commits groups these; few, so that whoever stops next does not wait for them.
        await Parallel.ForEachAsync(
            store.ListAllAsync<Release>(Partition.Case(start.CaseId), CaseIds.ReleasePrefix),
            new ParallelOptions { MaxDegreeOfParallelism = SideBySide },
            async (release, _) =>
            {
                if (release.Value.State == ReleaseState.Stopped && release.Value.IsAbout(withdrawal.Stop))
                    await StopAsync(release.Value, client);
            });
        // They are decided anew on their own too, but a reviewer should not look at what is stopped.
        RegistrationId holder = (await cases.ReadHeadAsync(start.CaseId))!.Value.Holder;
        foreach (RequestId request in await reviews.OfCaseAsync(holder, start.CaseId))
        {
            await requests.MoveAsync(request, current => current.Wake(time.GetUtcNow()));
            await Workflows.HintAsync(client, SharingRequestOrchestrator.InstanceId(request), log);
        }
    }

    private async Task StopAsync(Release release, DurableTaskClient client)
    {
        await sealer.DiscardAsync(release.Blob);
        RequestLife? before = (await requests.FindAsync(release.RequestId))?.Value;
        if (before is not { State: RequestState.Released })
            return;
        await requests.MoveAsync(release.RequestId, current => current.Close(Ending.Stopped, settled: false));
        await reviews.RemoveAsync(before);
        await Workflows.HintAsync(client, SharingRequestOrchestrator.InstanceId(release.RequestId), log);
    }

    private LogEntry Entry(Release release, WithdrawalStart start) =>
        ReleaseEntries.Stopped(release, start.CaseId, start.WithdrawalId, time.GetUtcNow());
}
