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

    private const string Sealed =
        "A JWE in compact form (RFC 7516). Its header: `alg` is `RSA-OAEP-256` or `ECDH-ES+A256KW`, as the agency's key is, the latter "
            + "with `epk`; `enc` is `A256GCM`; `kid` is the id of the agency's key; `rel` is the sharing request, `rcp` the registration "
            + "that receives, `pth` the pathway, `cns` the consent as id#version (left out where none is needed) and `pol` the version "
            + "of the policy. All of it is authenticated, and none of it is secret.\n\n"
            + "Where `cty` is `jose` the plaintext is a JWS in compact form (RFC 7515): `alg` is `ES256`, `typ` is "
            + "`datasharing-package+jose`, `kid` names a key of `GET /api/v1/keys`, and `rel`, `rcp`, `pth`, `cns` and `pol` are there "
            + "again, signed. Its payload is a PackageView in JSON. Believe it only if the signature holds, `rel` is the request that "
            + "was collected and `rcp` is your own registration: anybody who has your public key can seal something for it.\n\n"
            + "Where `cty` is `application/json` the plaintext is the PackageView itself: only for a registration with "
            + "`signedPackages` false.";

    public static readonly ApiOperation Operation = new(
        typeof(CollectPackage), "Collect the package of a sharing request", Roles.SharingReceive)
    {
        Description =
            "Decided again from current facts. May be repeated while the package is live; each time is logged. A package sealed for the "
                + "agency's own key comes as application/jose, every other as JSON.",
        Answer = ApiAnswer.Ok<PackageView>(),
        ResponseTypes = [Json, JweCompact.MediaType],
        Texts = new Dictionary<string, TextForm> { [JweCompact.MediaType] = new(Sealed, @"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){4}") },
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
