using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// The requests that a caller has to do with: nothing else decides on whose side it is. An unknown and a foreign one are the same to a
/// caller. Source.
/// </summary>
public sealed class OwnRequests(RequestStore requests, OwnCases own, RecipientPersons recipients)
{
    /// <summary>The request and the caller's side.</summary>
    /// <returns>Refused: not-found.</returns>
    public async Task<Result<(RequestLife Request, Side Side)>> FindAsync(
        string requestId, Caller caller, CancellationToken cancellation) =>
        await ReadAsync(requestId, cancellation) is { } request && await SideAsync(request, caller, cancellation) is { } side
            ? (request, side)
            : NotFound();

    /// <summary>For whoever acts for the holder.</summary>
    /// <returns>Refused: not-found.</returns>
    public async Task<Result<RequestLife>> OfHolderAsync(string requestId, Caller caller, CancellationToken cancellation) =>
        await ReadAsync(requestId, cancellation) is { } request && await SideAsync(request, caller, cancellation) == Side.Holder
            ? request
            : NotFound();

    /// <summary>For whoever acts for the recipient, and may.</summary>
    /// <returns>Refused: not-found.</returns>
    public async Task<Result<RequestLife>> OfRecipientAsync(
        string requestId, Caller caller, RecipientAct act, CancellationToken cancellation) =>
        await ReadAsync(requestId, cancellation) is { } request && SideOf(request, caller) == Side.Recipient
            && await recipients.MayAsync(request, caller, act, cancellation)
            ? request
            : NotFound();

    /// <summary>
    /// As <see cref="SideOf"/>; null too for a person of the holder whom a bar or a conflict of the case names, and for one of
    /// the recipient who may not collect it.
    /// </summary>
    public async Task<Side?> SideAsync(RequestLife request, Caller caller, CancellationToken cancellation) =>
        SideOf(request, caller) switch
        {
            Side.Holder when request.CaseId is { } caseId && await own.IsBarredAsync(caller, caseId, cancellation) => null,
            Side.Recipient when !await recipients.MayAsync(request, caller, RecipientAct.See, cancellation) => null,
            var side => side,
        };

    /// <summary>Null: the caller has nothing to do with it, or must not learn that it has.</summary>
    public static Side? SideOf(RequestLife request, Caller caller) => request.SideOf(caller.Registration, caller.Has(Roles.LogReview));

    public static Refusal NotFound() => new(ProblemType.NotFound, "there is no such sharing request for this caller", "requestId");

    private async Task<RequestLife?> ReadAsync(string requestId, CancellationToken cancellation) =>
        RequestId.Read(requestId) is { } id ? (await requests.FindAsync(id, cancellation))?.Value : null;
}
