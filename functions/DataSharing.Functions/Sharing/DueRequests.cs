using DataSharing.Domain.Entries;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Projections;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Sharing;

/// <summary>Requests whose trigger died between commit and scheduling, or whose hint was lost.</summary>
public sealed class DueRequests(AgencyLog agencies, IPartitionStore store, Projector projector) : IDueWork
{
    public bool Owns(FoundDocument found) => found is { Partition.Container: Container.Requests, Id: RequestStore.DocumentId }
        && !found.As<RequestLife>().IsNeutralToResolve;

    public async Task StartAsync(FoundDocument found, DurableTaskClient client, CancellationToken cancellation)
    {
        RequestLife document = found.As<RequestLife>();
        RequestId id = document.Request.Id;
        RegistrationId agency = document.Request.Submitted.RegistrationId;
        // A submission that died half-way may lack its entry; its row in the agency's list tells, once the list is up to date.
        // Where that is far behind an entry too many is written: readers take ids once.
        if (document.State == RequestState.Submitted && !await IsListedAsync(agency, id, cancellation))
        {
            await projector.TryCatchUpAsync(cancellation);
            if (!await IsListedAsync(agency, id, cancellation))
                await agencies.AppendAsync(
                    agency, SharingEntries.Submitted(document.Request, document.CaseId, document.SubmittedAt));
        }

        await Workflows.StartOrWakeAsync(
            client, SharingRequestOrchestrator.Name, SharingRequestOrchestrator.InstanceId(id), id, cancellation);
    }

    private async Task<bool> IsListedAsync(string agency, RequestId request, CancellationToken cancellation) =>
        await store.ReadAsync(IndexPlaces.Requests(agency), IndexPlaces.Seen(request), cancellation) is not null;
}
