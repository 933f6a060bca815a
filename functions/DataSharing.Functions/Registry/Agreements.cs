using DataSharing.Domain.Agreements;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Registry;

/// <summary>Agreements: made and changed by two persons, ended by one.</summary>
public sealed class Agreements(
    ApiPipeline api, RegistryReader registry, RegistryChanges changes, AgreementChecks checks, Idempotency idempotency)
{
    private static readonly ProblemType[] Defects =
        [
            ProblemType.MalformedId,
            ProblemType.UnknownAgency,
            ProblemType.UnknownPathway,
            ProblemType.UnknownFieldGroup,
            ProblemType.InvalidAgreement,
        ];

    public static readonly ApiOperation Create = new("ProposeAgreement", "POST", Routes.Agreements)
    {
        Summary = "Propose an agreement between two registrations; a person of each party that did not propose it approves it",
        Description = "Every defect is listed at once in `errors`, each with its rule.",
        Roles = [Roles.RegistryManage],
        Body = typeof(AgreementInput),
        IdempotencyKey = true,
        Success = 202,
        Response = typeof(RegistryChangeView),
        Problems = [.. Defects, ProblemType.AlreadyExists],
    };

    public static readonly ApiOperation Update = new("ProposeAgreementUpdate", "PUT", Routes.Agreement)
    {
        Summary = "Propose a new version of an agreement; a person of each party that did not propose it approves it",
        Roles = [Roles.RegistryManage],
        Body = typeof(AgreementInput),
        IfMatch = true,
        Success = 202,
        Response = typeof(RegistryChangeView),
        Problems = [.. Defects, ProblemType.InvalidValue, ProblemType.NotFound, ProblemType.StateConflict],
    };

    public static readonly ApiOperation List = new("ListAgreements", "GET", Routes.Agreements)
    {
        Summary = "List agreements in order of their ids",
        Roles = [Roles.RegistryManage],
        Query = RegistryLists.Query,
        Response = typeof(ListPage<AgreementView>),
    };

    public static readonly ApiOperation Get = new("GetAgreement", "GET", Routes.Agreement)
    {
        Summary = "Read an agreement",
        Roles = [Roles.RegistryManage],
        Response = typeof(AgreementView),
        Problems = [ProblemType.MalformedId, ProblemType.NotFound],
    };

    public static readonly ApiOperation End = new("EndAgreement", "POST", Routes.AgreementEnding)
    {
        Summary = "End an agreement at once: nothing more passes under it, in any case",
        Description =
            "What the policy lets pass without an agreement, as in danger to life, is not stopped by this. One person suffices. "
                + "Repeating it changes nothing. An ended agreement stays ended; a new one is another agreement.",
        Stops = true,
        Roles = [Roles.RegistryManage],
        Response = typeof(AgreementView),
        Problems = [ProblemType.MalformedId, ProblemType.NotFound],
    };

    [Function("ProposeAgreement")]
    public Task<IResult> RunCreate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Agreements)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync<AgreementInput>(request, Create, async call =>
        {
            Agreement agreement = await checks.CheckAsync(call.Body, cancellation);
            Idempotent begun = await idempotency.BeginAsync(
                call, Create, async id => await changes.FindAsync(id, cancellation) is not null);
            if (begun.IsReplay)
                return Accepted((await changes.FindAsync(begun.Id, cancellation))!.Value.Change);
            return await idempotency.RefusableAsync(call, begun, async () =>
            {
                if (await registry.FindAgreementAsync(agreement.Id, cancellation) is not null)
                    throw new ProblemException(ProblemType.AlreadyExists, "an agreement has this id", "/id");
                return Accepted(
                    await changes.ProposeAsync(Change(begun.Id, call.Caller, ChangeKind.AgreementCreation, agreement, null), cancellation));
            });
        }, cancellation);

    [Function("ProposeAgreementUpdate")]
    public Task<IResult> RunUpdate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.Agreement)] HttpRequest request, string agreementId,
        CancellationToken cancellation)
        => api.HandleAsync<AgreementInput>(request, Update, async call =>
        {
            Stored<Agreement> current = await RequireAsync(agreementId, cancellation);
            Agreement next = await checks.CheckAsync(call.Body, cancellation);
            if (next.Id != agreementId)
                throw new ProblemException(ProblemType.InvalidValue, "the id is that of the address", "/id");
            if (next.PartyA != current.Value.PartyA || next.PartyB != current.Value.PartyB)
                throw new ProblemException(
                    ProblemType.InvalidValue, "other parties make another agreement",
                    next.PartyA != current.Value.PartyA ? "/partyA" : "/partyB");
            if (current.ETag != call.IfMatch)
                throw new ProblemException(ProblemType.StaleIfMatch, "the agreement has changed since it was read", "If-Match");
            if (current.Value.Status == AgreementStatus.Ended)
                throw new ProblemException(ProblemType.StateConflict, "the agreement has ended");
            return Accepted(
                await changes.ProposeAsync(
                    Change(ChangeIds.New(), call.Caller, ChangeKind.AgreementUpdate, next, current.ETag), cancellation));
        }, cancellation);

    [Function("ListAgreements")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Agreements)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(
            request, List,
            async call => ApiResults.Ok(await RegistryLists.PageAsync(call, registry, RegistryKeys.Agreements, descending: false,
            async id => await registry.FindAgreementAsync(id, cancellation) is { } found
                ? AgreementView.Of(found.Value)
                : null)), cancellation);

    [Function("GetAgreement")]
    public Task<IResult> RunGet(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Agreement)] HttpRequest request, string agreementId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Get, async _ =>
        {
            Stored<Agreement> found = await RequireAsync(agreementId, cancellation);
            return ApiResults.Ok(AgreementView.Of(found.Value), found.ETag);
        }, cancellation);

    [Function("EndAgreement")]
    public Task<IResult> RunEnd(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.AgreementEnding)] HttpRequest request, string agreementId,
        CancellationToken cancellation)
        => api.HandleAsync(request, End, async call =>
        {
            Stored<Agreement> current = await RequireAsync(agreementId, cancellation);
            while (current.Value.Status != AgreementStatus.Ended)
            {
                Agreement next = current.Value with { Status = AgreementStatus.Ended };
                await changes.ApplyAtOnceAsync(
                    Change(ChangeIds.New(), call.Caller, ChangeKind.AgreementEnding, next, current.ETag),
                    RegistryWrite.Replace(current, next), cancellation);
                current = await RequireAsync(agreementId, cancellation);
            }

            return ApiResults.Ok(AgreementView.Of(current.Value), current.ETag);
        }, cancellation);

    private async Task<Stored<Agreement>> RequireAsync(string id, CancellationToken cancellation) =>
        await registry.FindAgreementAsync(Identifiers.Require(id, "agreementId"), cancellation)
        ?? throw new ProblemException(ProblemType.NotFound, "there is no such agreement");

    private RegistryChange Change(string id, Caller caller, ChangeKind kind, Agreement agreement, string? basedOn) => new()
    {
        Id = id,
        Kind = kind,
        Status = ChangeStatus.Proposed,
        Concerns = [agreement.PartyA, agreement.PartyB],
        Target = agreement.Id,
        BasedOn = basedOn,
        Proposed = changes.By(caller),
        Agreement = agreement,
    };

    private static IResult Accepted(RegistryChange change) =>
        ApiResults.Accepted(RegistryChangeView.Location(change.Id), RegistryChangeView.Of(change));
}
