using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Registry;
using Microsoft.DurableTask.Client;
using Microsoft.Net.Http.Headers;

namespace DataSharing.Functions.Sharing;

/// <summary>The recipient collects a package: JSON, or the compact JWE when it registered a key of its own.</summary>
public sealed class CollectPackage(
    ApiPipeline api, OwnRequests own, Collector collector, OverdueEnds overdue, RegistryReader registry, ILogger<CollectPackage> log)
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
            RequestLife document = await own.OfRecipientAsync(requestId, call.Caller, RecipientAct.Collect, cancellation).OrProblem();
            if (WhyNot(document, request) is { } refusal)
                return ApiResults.Refused(refusal);
            Person? person = (await registry.FindPersonAsync(call.Caller.Registration, call.Caller.Person, cancellation))?.Value.Person;
            Result<OpenCollection> collection = await collector.CommitAsync(document, call.Caller, person, cancellation);
            if (collection.Refusal is { Type.Status: StatusCodes.Status410Gone })
                await overdue.EndAsync(document, client);
            if (collection.Refusal is { } gone)
                return ApiResults.Refused(gone);
            if (document.Acceptance is { Accepted: true })
                await Workflows.HintAsync(client, SharingRequestOrchestrator.InstanceId(document.Request.Id), log);
            return await collection.Value.OpenAsync(cancellation) is { } nothing ? ApiResults.Refused(nothing) : collection.Value;
        }, cancellation);

    private static Refusal? WhyNot(RequestLife document, HttpRequest request)
    {
        if (document.ReleasedAt is null)
            return new Refusal(ProblemType.NotReady, "there is no package to collect")
            {
                RetryAfter = document.IsPending ? TimeSpan.FromSeconds(1) : null,
            };
        return document is { State: RequestState.Released, Acceptance: { Accepted: false } }
            ? new Refusal(ProblemType.Closed, "the recipient declined it")
            : WhyNotAcceptable(request, document.OwnKey);
    }

    private static Refusal? WhyNotAcceptable(HttpRequest request, bool ownKey)
    {
        IList<MediaTypeHeaderValue> accepted = request.GetTypedHeaders().Accept;
        var offered = new MediaTypeHeaderValue(ownKey ? JweCompact.MediaType : Json);
        return accepted.Count == 0 || accepted.Any(range => range.Quality != 0 && offered.IsSubsetOf(range))
            ? null
            : new Refusal(
                ProblemType.NotAcceptable,
                ownKey
                    ? "the package was sealed for the agency's own key: only application/jose can be had"
                    : "the package is sent as application/json only",
                "Accept");
    }
}
