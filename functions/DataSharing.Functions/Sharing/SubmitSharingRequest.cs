using System.Collections.Concurrent;
using DataSharing.Domain.Entries;
using DataSharing.Functions.Orchestration;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// A holder offers, or an agency asks for, a sharing. Accepted once its state and its log entry are durable and its
/// orchestration is scheduled; the decision comes later, from the facts of that moment.
/// </summary>
public sealed class SubmitSharingRequest(
    ApiPipeline api, SharingInputReader reader, RequestStore requests, OpaqueIds ids, AgencyLog agencies, TimeProvider time)
{
    public static readonly ApiOperation<SharingInput> Operation = new(
        typeof(SubmitSharingRequest), "Submit a sharing request", Roles.SharingSubmit)
    {
        Description =
            "send: the holder names its case and the recipient. ask: the recipient names the holder and a reference that this system "
                + "gave it; the answer to an unknown reference equals that to any neutral refusal.",
        IdempotencyKey = true,
        Answer = ApiAnswer.Accepted<SubmittedView>(),
        Problems =
        [
            ProblemType.UnknownPathway, ProblemType.UnknownAgency, ProblemType.UnknownPerson, ProblemType.UnknownField,
            ProblemType.InvalidValue, ProblemType.MissingMember, ProblemType.MalformedId, ProblemType.NotFound, ProblemType.StateConflict,
            ProblemType.IdempotencyKeyInFlight, ProblemType.IdempotencyKeyReused,
        ],
    };

    private static readonly ConcurrentDictionary<string, bool> InFlight = new(StringComparer.Ordinal);

    [Function("SubmitSharingRequest")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.SharingRequests)] HttpRequest request, [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            string id = await ids.OfAsync(Operation.Id, call.Caller.Registration, call.IdempotencyKey);
            if (!InFlight.TryAdd(id, true))
                throw new ProblemException(
                    ProblemType.IdempotencyKeyInFlight, "a request with this key is being handled", "Idempotency-Key",
                    retryAfter: TimeSpan.FromSeconds(1));
            try
            {
                return await SubmitAsync(call, new RequestId(id), client, cancellation);
            }
            finally
            {
                InFlight.TryRemove(id, out _);
            }
        }, cancellation);

    private async Task<IResult> SubmitAsync(
        ApiCall<SharingInput> call, RequestId id, DurableTaskClient client, CancellationToken cancellation)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(call.RawBody.Span));
        // The document is the idempotency record too: its id follows from agency and key, and it keeps the body's digest.
        if ((await requests.FindAsync(id, cancellation))?.Value is { } known)
            return await RepeatAsync(known, digest, client);
        ReadRequest read = await reader.ReadAsync(call.Body, call.Caller, id, cancellation);
        var document = new RequestLife
        {
            Request = read.Request,
            BodyDigest = digest,
            SubmittedAt = time.GetUtcNow(),
            CaseId = read.CaseId,
            ConsentId = read.ConsentId,
            Reference = read.Reference,
        };
        // CRASH: both are queued together. State alone: the repeat or the timer writes the entry. Entry alone: the repeat
        // writes the state; until then it says truthfully that somebody submitted.
        Task<bool> created = requests.CreateAsync(document);
        Task logged = agencies.AppendAsync(
            call.Caller.Registration, SharingEntries.Submitted(document.Request, document.CaseId, document.SubmittedAt));
        await Task.WhenAll(created, logged);
        if (!await created && (await requests.FindAsync(id, cancellation))?.Value is { } other)
            return await RepeatAsync(other, digest, client);
        return await StartAsync(id, client);
    }

    private async Task<IResult> RepeatAsync(RequestLife known, string digest, DurableTaskClient client)
    {
        if (known.BodyDigest != digest)
            throw new ProblemException(ProblemType.IdempotencyKeyReused, "the key was used with another body", "Idempotency-Key");
        // A mark still set: the first try may have died before it logged or started anything.
        if (known is not { WorkflowDue: not null, State: RequestState.Submitted })
            return Accepted(known.Request.Id);
        await agencies.AppendAsync(
            known.Request.Submitted.RegistrationId, SharingEntries.Submitted(known.Request, known.CaseId, known.SubmittedAt));
        return await StartAsync(known.Request.Id, client);
    }

    // The mark is cleared by the first step, which writes the document anyway.
    private static async Task<IResult> StartAsync(RequestId id, DurableTaskClient client)
    {
        await Workflows.StartAsync(client, SharingRequestOrchestrator.Name, SharingRequestOrchestrator.InstanceId(id), id);
        return Accepted(id);
    }

    private static IResult Accepted(RequestId id) => ApiResults.Accepted($"/{Routes.SharingRequests}/{id}", new SubmittedView(id));
}
