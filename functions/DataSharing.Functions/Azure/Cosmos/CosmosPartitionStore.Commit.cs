using System.Net;
using Microsoft.Azure.Cosmos;
using Partition = DataSharing.Functions.Storage.Partition;

namespace DataSharing.Functions.Azure.Cosmos;

public sealed partial class CosmosPartitionStore
{
    public Task<CommitResult> CommitAsync(Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation =
        default)
    {
        if (CommitLimits.Check(operations) is { } refused)
            return Task.FromResult(refused);
        Require(CosmosContainers.Of(partition.Container), operations);
        // CRASH: the service writes all of a batch or nothing; after a failure nobody here knows which, so that nobody repeats.
        return _calls.CommitAsync(partition.Container, async () =>
        {
            using TransactionalBatchResponse response = await BatchOf(partition, operations).ExecuteAsync(CancellationToken.None);
            CosmosMetrics.Record("commit", partition.Container, response.RequestCharge);
            return response.IsSuccessStatusCode
                ? CommitResult.Committed([.. operations.Select((operation, i) => DocumentOf(operation, response[i]))])
                : RejectionOf(operations, response);
        }, cancellation);
    }

    // A mark that no index holds would not be found, and a time to live that the container ignores would not be kept.
    private static void Require(CosmosContainer container, IReadOnlyList<Operation> operations)
    {
        foreach (Operation operation in operations)
        {
            (DateTimeOffset? due, DateTimeOffset? expires) = operation switch
            {
                Create c => (c.Due, c.ExpiresAt),
                Replace r => (r.Due, r.ExpiresAt),
                _ => (null, null),
            };
            if ((due is not null && !container.HasDue) || (expires is not null && !container.Expires))
                throw new ArgumentException(
                    $"container {container.Name} is not made for {(expires is null ? "workflow marks" : "documents that expire")}",
                    nameof(operations));
        }
    }

    private TransactionalBatch BatchOf(Partition partition, IReadOnlyList<Operation> operations)
    {
        TransactionalBatch batch = _containers[partition.Container].CreateTransactionalBatch(new PartitionKey(partition.Key));
        DateTimeOffset now = _time.GetUtcNow();
        foreach (Operation operation in operations)
        {
            batch = operation switch
            {
                Create c => batch.CreateItemStream(CosmosItem.Write(partition, c.Id, c.Body, c.Due, c.ExpiresAt, now), Options(null)),
                Replace r => batch.ReplaceItemStream(
                    r.Id, CosmosItem.Write(partition, r.Id, r.Body, r.Due, r.ExpiresAt, now), Options(r.ETag)),
                Patch p => batch.PatchItem(
                    p.Id, StepsOf(p),
                    new TransactionalBatchPatchItemRequestOptions
                    {
                        IfMatchEtag = CosmosItem.Quoted(p.ETag),
                        EnableContentResponseOnWrite = true,
                    }),
                Delete d => batch.DeleteItem(d.Id, Options(d.ETag)),
                _ => throw new ArgumentException($"{operation.GetType().Name} is no operation of a store", nameof(operations)),
            };
        }

        return batch;
    }

    private static TransactionalBatchItemRequestOptions Options(string? etag) =>
        new() { IfMatchEtag = CosmosItem.Quoted(etag), EnableContentResponseOnWrite = false };

    private static List<PatchOperation> StepsOf(Patch patch)
    {
        var steps = new List<PatchOperation>(patch.Steps.Count + 1);
        foreach (PatchStep step in patch.Steps)
        {
            string path = CosmosItem.BodyPath + step.Path;
            steps.Add(step.Kind switch
            {
                PatchKind.Set => PatchOperation.Set<Stream>(path, ValueOf(step)),
                PatchKind.Append => PatchOperation.Add<Stream>(path + "/-", ValueOf(step)),
                PatchKind.Increment => PatchOperation.Increment(path, step.Value!.GetValue<long>()),
                _ => PatchOperation.Remove(path),
            });
        }

        // The mark that the timer's query looks for follows the document's own.
        if (patch.Steps.LastOrDefault(step => step.Path == CosmosItem.MarkPath) is { } mark)
            steps.Add(
                PatchOperation.Set<Stream>(
                    CosmosItem.DuePath, Json(CosmosItem.Due(mark)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null")));
        return steps;
    }

    // As a stream, so that no serializer but ours has a say in it.
    private static MemoryStream ValueOf(PatchStep step) => Json(step.Value?.ToJsonString(StoreJson.Options) ?? "null");

    private static MemoryStream Json(string text) => new(Encoding.UTF8.GetBytes(text), writable: false);

    private static StoredDocument? DocumentOf(Operation operation, TransactionalBatchOperationResult result)
    {
        switch (operation)
        {
            case Create create:
                return new StoredDocument(create.Id, create.Body, CosmosItem.Bare(result.ETag));
            case Replace replace:
                return new StoredDocument(replace.Id, replace.Body, CosmosItem.Bare(result.ETag));
            case Patch:
                using (var item = JsonDocument.Parse(result.ResourceStream))
                    return CosmosItem.Read(item.RootElement);
            default:
                return null;
        }
    }

    private static CommitResult RejectionOf(IReadOnlyList<Operation> operations, TransactionalBatchResponse response)
    {
        // Operations beside the one that failed are answered with 424.
        int failed = 0;
        while (failed < response.Count && response[failed].StatusCode == HttpStatusCode.FailedDependency)
            failed++;
        HttpStatusCode status = failed < response.Count ? response[failed].StatusCode : response.StatusCode;
        int subStatus = SubStatusOf(response.Headers);
        return status switch
        {
            HttpStatusCode.Conflict => CommitResult.Rejected(CommitOutcome.AlreadyExists, failed),
            HttpStatusCode.PreconditionFailed => CommitResult.Rejected(CommitOutcome.PreconditionFailed, failed),
            HttpStatusCode.NotFound when subStatus == 0 => CommitResult.Rejected(CommitOutcome.NotFound, failed),
            HttpStatusCode.RequestEntityTooLarge => CommitResult.Rejected(CommitOutcome.TooLarge, operations.Count - 1),
            HttpStatusCode.BadRequest when failed < operations.Count
                && operations[failed] is Patch =>
                    throw new InvalidOperationException($"operation {failed}, a patch, does not fit the document"),
            _ => throw new CosmosAnswerException(status, subStatus, response.ActivityId),
        };
    }
}
