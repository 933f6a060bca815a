using DataSharing.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Registry;

/// <summary>Changes of the registry as their second persons see them.</summary>
public sealed class ChangeDecisions(ApiPipeline api, RegistryReader registry, RegistryChanges changes)
{
    private static readonly string[] Deciders = [.. ChangeApprovers.ForOwnAgency];

    public static readonly ApiOperation List = new("ListRegistryChanges", "GET", Routes.RegistryChanges)
    {
        Summary = "List changes: the registry sees all, an agency those that concern it",
        Roles = Deciders,
        Query = RegistryLists.Query,
        Response = typeof(ListPage<RegistryChangeView>),
    };

    public static readonly ApiOperation Get = new("GetRegistryChange", "GET", Routes.RegistryChange)
    {
        Summary = "Read a change with what it makes of its target",
        Roles = Deciders,
        Response = typeof(RegistryChangeView),
        Problems = [ProblemType.MalformedId, ProblemType.NotFound],
    };

    public static readonly ApiOperation Approve = new("ApproveRegistryChange", "POST", Routes.RegistryChangeApproval)
    {
        Summary = "Approve a change as the second person; it applies at once, or when the other party has agreed too",
        Description =
            "The second person is of the agency concerned (of an agreement: of each party that did not propose it), with the role "
                + "Sharing.Review, Log.Review or Registry.Manage there; where nobody of it can, another person of the registry. That "
                + "person signs in: a token of an application approves nothing, whomever it acts for.",
        Roles = Deciders,
        Response = typeof(RegistryChangeView),
        Problems = [
            ProblemType.MalformedId,
            ProblemType.NotFound,
            ProblemType.SamePerson,
            ProblemType.StateConflict,
            ProblemType.AlreadyExists,
        ],
    };

    public static readonly ApiOperation Reject = new("RejectRegistryChange", "POST", Routes.RegistryChangeRejection)
    {
        Summary = "Reject a change, or take back an own one",
        Roles = Deciders,
        Response = typeof(RegistryChangeView),
        Problems = [ProblemType.MalformedId, ProblemType.NotFound, ProblemType.StateConflict],
    };

    [Function("ListRegistryChanges")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.RegistryChanges)] HttpRequest request,
        CancellationToken cancellation)
        => api.HandleAsync(
            request, List,
            async call => ApiResults.Ok(await RegistryLists.PageAsync(call, registry, RegistryKeys.Changes, descending: false,
            async id => await changes.FindAsync(id, cancellation) is { } found && ChangeApprovers.MaySee(found.Change, call.Caller)
                ? RegistryChangeView.Of(found.Change)
                : null)), cancellation);

    [Function("GetRegistryChange")]
    public Task<IResult> RunGet(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.RegistryChange)] HttpRequest request, string changeId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Get, async call =>
            await changes.FindAsync(Identifiers.Require(changeId, "changeId"), cancellation) is { } found
                && ChangeApprovers.MaySee(found.Change, call.Caller)
                ? ApiResults.Ok(RegistryChangeView.Of(found.Change), found.ETag)
                : throw new ProblemException(ProblemType.NotFound, "there is no such change"), cancellation);

    [Function("ApproveRegistryChange")]
    public Task<IResult> RunApprove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.RegistryChangeApproval)] HttpRequest request, string changeId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Approve, async call =>
            ApiResults.Ok(
                RegistryChangeView.Of(await changes.ApproveAsync(Identifiers.Require(changeId, "changeId"), call.Caller, cancellation))),
            cancellation);

    [Function("RejectRegistryChange")]
    public Task<IResult> RunReject(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.RegistryChangeRejection)] HttpRequest request, string changeId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Reject, async call =>
            ApiResults.Ok(
                RegistryChangeView.Of(await changes.RejectAsync(Identifiers.Require(changeId, "changeId"), call.Caller, cancellation))),
            cancellation);
}
