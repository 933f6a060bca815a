using DataSharing.Domain.Entries;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Registry;
using Microsoft.DurableTask.Client;
using Microsoft.Net.Http.Headers;

namespace DataSharing.Functions.Sharing;

/// <summary>The recipient collects a package: JSON, or the compact JWE when it registered a key of its own.</summary>
public sealed class CollectPackage(
    ApiPipeline api, RequestViews views, Collector collector, OverdueEnds overdue, RegistryReader registry, ILogger<CollectPackage> log)
{
    private const string Json = "application/json";

    public static readonly ApiOperation Operation = new(
        typeof(CollectPackage), "Collect the package of a sharing request", Roles.SharingReceive)
    {
        Description =
            "Decided again from current facts. May be repeated while the package is live; each time is logged. A package sealed for the "
                + "agency's own key comes as application/jose, every other as JSON.",
        Answer = ApiAnswer.Ok<PackageView>(),
        ResponseTypes = [Json, JweCompact.MediaType],
        Problems =
        [
            ProblemType.NotReady, ProblemType.NotCollectable, ProblemType.SharingStopped, ProblemType.Superseded,
            ProblemType.Expired, ProblemType.Closed, ProblemType.NotAcceptable, ProblemType.StateConflict,
        ],
    };

    [Function("CollectPackage")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.SharingRequestCollection)] HttpRequest request, string requestId,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            RequestLife document = await views.RequireRecipientAsync(requestId, call.Caller, RecipientAct.Collect, cancellation);
            if (document.ReleasedAt is null)
                throw new ProblemException(
                    ProblemType.NotReady, "there is no package to collect",
                    retryAfter: document.IsPending ? TimeSpan.FromSeconds(1) : null);
            if (document is { State: RequestState.Released, Acceptance: { Accepted: false } })
                throw new ProblemException(ProblemType.Closed, "the recipient declined it");
            RequireAcceptable(request, document.OwnKey);
            Person? person = (await registry.FindPersonAsync(call.Caller.Registration, call.Caller.Person, cancellation))?.Value.Person;
            try
            {
                Collected collected = await collector.CommitAsync(document, call.Caller, person, cancellation);
                if (document.Acceptance is { Accepted: true })
                    await Workflows.HintAsync(client, SharingRequestOrchestrator.InstanceId(requestId), log);
                return await OpenAsync(collected, document.OwnKey, cancellation);
            }
            catch (ProblemException over) when (over.Type.Status == StatusCodes.Status410Gone)
            {
                await overdue.EndAsync(document, client);
                throw;
            }
        }, cancellation);

    private async Task<IResult> OpenAsync(Collected collected, bool ownKey, CancellationToken cancellation)
    {
        LiveGuard guard = collector.Guard(collected);
        try
        {
            // Before the key store is asked: a stop must not be followed by an unwrap.
            if (!await guard.StandsAsync(cancellation))
                throw await GoneAsync(collected);
            SealedPackage package = await collector.FetchAsync(collected, cancellation);
            byte[]? clear = ownKey ? null : await collector.OpenAsync(package, cancellation);
            if (!await guard.StandsAsync(cancellation))
                throw await GoneAsync(collected);
            return new PackageResult(collector, collected, guard, package, clear);
        }
        catch (KeyUnavailableException)
        {
            await collector.AbortAsync(collected, CollectionAbort.KeyUnavailable);
            throw new ProblemException(
                ProblemType.Unavailable, "the key store did not answer; repeat the request", retryAfter: TimeSpan.FromSeconds(1));
        }
        catch (Exception fault) when (fault is InvalidDataException or SealingException or KeyNotFoundInStoreException)
        {
            await collector.AbortAsync(collected, CollectionAbort.NotReadable);
            throw new ProblemException(ProblemType.Unavailable, "the package cannot be read; tell the holder");
        }
        catch (Exception fault) when (fault is not ProblemException)
        {
            // Whatever it was, nothing left: the log must not go on saying that it was fetched.
            await collector.TryAbortAsync(collected, CollectionAbort.Fault);
            throw;
        }
    }

    private async Task<ProblemException> GoneAsync(Collected collected)
    {
        await collector.AbortAsync(collected, CollectionAbort.Changed);
        return NothingSent();
    }

    internal static ProblemException NothingSent() =>
        new(
            ProblemType.StateConflict, "something changed while the package was collected; nothing was sent; ask again",
            retryAfter: TimeSpan.FromSeconds(1));

    private static void RequireAcceptable(HttpRequest request, bool ownKey)
    {
        string type = ownKey ? JweCompact.MediaType : Json;
        IList<MediaTypeHeaderValue> accepted = request.GetTypedHeaders().Accept;
        var offered = new MediaTypeHeaderValue(type);
        if (accepted.Count > 0 && !accepted.Any(range => range.Quality != 0 && offered.IsSubsetOf(range)))
            throw new ProblemException(
                ProblemType.NotAcceptable,
                ownKey
                    ? "the package was sealed for the agency's own key: only application/jose can be had"
                    : "the package is sent as application/json only",
                "Accept");
    }
}
