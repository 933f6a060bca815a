using DataSharing.Functions.Ledger;
using System.Security.Cryptography;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal.Page;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>A link to issue.</summary>
/// <param name="Delivery">How it reaches the person. <c>safeChannel</c> needs a channel recorded as safe (R-052).</param>
/// <param name="Word">The second factor, agreed with the caseworker; needed once a case. Kept as a slow salted hash only.</param>
/// <param name="OnlineView">What the page may show after the factor; left out: unchanged, at first nothing.</param>
/// <param name="Language">Language of the page after the factor.</param>
public sealed record LinkInput(LinkDelivery Delivery, string? Word = null, OnlineView? OnlineView = null, string? Language = null);

/// <summary>Answered once and never again: nobody can look these secrets up.</summary>
/// <param name="LinkId">Opaque id, for rotating or revoking.</param>
/// <param name="Link">The address with the secret in its fragment.</param>
/// <param name="SpokenCode">The code to say or write.</param>
/// <param name="Card">A printable page with code and QR code; it names no agency and no case.</param>
/// <param name="ExpiresAt">Until when a link that is sent shows anything; it stops until it is removed, a month later. Null: until
/// rotated or the case closes.</param>
public sealed record IssuedLink(string LinkId, string Link, string SpokenCode, string Card, DateTimeOffset? ExpiresAt);

/// <summary>A link without its secrets.</summary>
/// <param name="DetailsClosed">Ten wrong words came by it: it stops as ever, but shows nothing until its details are opened again.</param>
public sealed record LinkView(
    string LinkId, LinkDelivery Delivery, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? EndedAt, bool DetailsClosed);

/// <summary>Links of one case, and what is agreed for the page behind them.</summary>
public sealed record LinkList(IReadOnlyList<LinkView> Links, bool HasWord, OnlineView OnlineView, string? Language);

/// <summary>Issues, rotates and revokes withdrawal links. Source: design.md, "Withdrawal link"; R-051, R-052; SC-011.</summary>
public sealed class WithdrawalLinks(
    ApiPipeline api, CaseLedger cases, OwnCases own, IPartitionStore store, LinkDirectory directory, IConfiguration configuration,
    TimeProvider time)
{
    /// <summary>How long a link lives that was sent over a channel; one handed over lives until it is rotated.</summary>
    public static readonly TimeSpan SentLinkLives = TimeSpan.FromDays(30);

    public static readonly ApiOperation IssueOperation = new("IssueWithdrawalLink", "POST", Routes.WithdrawalLinks)
    {
        Summary = "Issue a withdrawal link, its spoken code and its card",
        Description =
            "Answered once, never shown again and never repeated: every call makes a new link, so that no key can be used to read one "
                + "twice.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(LinkInput),
        Success = 201,
        Response = typeof(IssuedLink),
        Problems = [ProblemType.NotFound, ProblemType.InvalidValue, ProblemType.ChannelUnsafe, ProblemType.StateConflict],
    };

    public static readonly ApiOperation ListOperation = new("ListWithdrawalLinks", "GET", Routes.WithdrawalLinks)
    {
        Summary = "List the withdrawal links of a case, without their secrets",
        Roles = [Roles.ConsentRecord],
        Response = typeof(LinkList),
        Problems = [ProblemType.NotFound],
    };

    public static readonly ApiOperation RotateOperation = new("RotateWithdrawalLink", "POST", Routes.WithdrawalLinkRotation)
    {
        Summary = "Replace a withdrawal link: the old secret and code stop working, a new pair is answered once",
        Roles = [Roles.ConsentRecord],
        Success = 201,
        Response = typeof(IssuedLink),
        Problems = [ProblemType.NotFound, ProblemType.StateConflict, ProblemType.ChannelUnsafe],
    };

    public static readonly ApiOperation RevokeOperation = new("RevokeWithdrawalLink", "DELETE", Routes.WithdrawalLink)
    {
        Summary = "Revoke a withdrawal link",
        Roles = [Roles.ConsentRecord],
        Success = 204,
        Problems = [ProblemType.NotFound],
    };

    public static readonly ApiOperation ReopenOperation = new("ReopenWithdrawalLink", "POST", Routes.WithdrawalLinkReopening)
    {
        Summary = "Open the details behind a withdrawal link again",
        Description =
            "Ten wrong words in a row close them; stopping by the link goes on all the time. Ask the person first whether it was her: "
                + "somebody else may hold the link, and then it is better replaced.",
        Roles = [Roles.ConsentRecord],
        Success = 204,
        Problems = [ProblemType.NotFound, ProblemType.StateConflict],
    };

    [Function("IssueWithdrawalLink")]
    public Task<IResult> Issue(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.WithdrawalLinks)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync<LinkInput>(request, IssueOperation, async call =>
        {
            LinkInput input = call.Body;
            CaseSnapshot snapshot = await OwnAsync(call.Caller, caseId, call.Cancellation);
            RequireOpen(snapshot);
            Stored<SurvivorSettings>? settings = await SettingsAsync(caseId, call.Cancellation);
            Check(input, snapshot, settings?.Value);
            var next = new SurvivorSettings(
                input.Word is null ? settings?.Value.Factor : SecondFactor.Create(input.Word),
                input.OnlineView ?? settings?.Value.View ?? OnlineView.None,
                input.Language ?? settings?.Value.Language);
            Operation write = settings is null
                ? Operation.Create(SurvivorSettings.Id, next)
                : Operation.Replace(SurvivorSettings.Id, next, settings.ETag);
            return await IssueAsync(call, caseId, input.Delivery, LogAction.LinkIssued, null, [write]);
        }, cancellation);

    [Function("ListWithdrawalLinks")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.WithdrawalLinks)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, ListOperation, async call =>
        {
            await OwnAsync(call.Caller, caseId, call.Cancellation);
            SurvivorSettings? settings = (await SettingsAsync(caseId, call.Cancellation))?.Value;
            var links = new List<LinkView>();
            await foreach (Listed<LinkDocument> link in store.ListAllAsync<LinkDocument>(
                Partition.Case(caseId), LinkDocument.Prefix, call.Cancellation))
                links.Add(
                    new LinkView(
                        link.Value.Id, link.Value.Delivery, link.Value.IssuedAt, link.Value.ExpiresAt, link.Value.EndedAt,
                        link.Value.AreDetailsClosed));
            return ApiResults.Ok(new LinkList(links, settings?.Factor is not null, settings?.View ?? OnlineView.None, settings?.Language));
        }, cancellation);

    [Function("RotateWithdrawalLink")]
    public Task<IResult> Rotate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.WithdrawalLinkRotation)] HttpRequest request, string caseId,
        string linkId, CancellationToken cancellation)
        => api.HandleAsync(request, RotateOperation, async call =>
        {
            CaseSnapshot snapshot = await OwnAsync(call.Caller, caseId, call.Cancellation);
            RequireOpen(snapshot);
            Stored<LinkDocument> link = await LinkAsync(caseId, linkId, call.Cancellation);
            if (link.Value.EndedAt is not null)
                throw new ProblemException(ProblemType.StateConflict, "the link has ended already; issue a new one");
            RequireSafe(link.Value.Delivery, snapshot);
            LinkDocument ended = link.Value with { EndedAt = time.GetUtcNow() };
            return await IssueAsync(
                call, caseId, link.Value.Delivery, LogAction.LinkRotated, link.Value,
                [Operation.Replace(LinkDocument.IdOf(linkId), ended, link.ETag)]);
        }, cancellation);

    [Function("RevokeWithdrawalLink")]
    public Task<IResult> Revoke(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.WithdrawalLink)] HttpRequest request, string caseId,
        string linkId, CancellationToken cancellation)
        => api.HandleAsync(request, RevokeOperation, async call =>
        {
            await OwnAsync(call.Caller, caseId, call.Cancellation);
            Stored<LinkDocument> link = await LinkAsync(caseId, linkId, call.Cancellation);
            if (link.Value.EndedAt is null)
            {
                LinkDocument ended = link.Value with { EndedAt = time.GetUtcNow() };
                await CommitAsync(
                    call.Caller, caseId, linkId, LogAction.LinkRevoked, [Operation.Replace(LinkDocument.IdOf(linkId), ended, link.ETag)]);
            }

            await ForgetAsync(link.Value, call.Cancellation);
            return ApiResults.NoContent();
        }, cancellation);

    [Function("ReopenWithdrawalLink")]
    public Task<IResult> Reopen(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.WithdrawalLinkReopening)] HttpRequest request, string caseId,
        string linkId, CancellationToken cancellation)
        => api.HandleAsync(request, ReopenOperation, async call =>
        {
            await OwnAsync(call.Caller, caseId, call.Cancellation);
            Stored<LinkDocument> link = await LinkAsync(caseId, linkId, call.Cancellation);
            if (link.Value.EndedAt is not null)
                throw new ProblemException(ProblemType.StateConflict, "the link has ended already; issue a new one");
            if (link.Value.AreDetailsClosed)
            {
                LinkDocument open = link.Value with { WrongWords = 0, DetailsOpenedAt = time.GetUtcNow() };
                await CommitAsync(
                    call.Caller, caseId, linkId, LogAction.LinkDetailsOpened,
                    [Operation.Replace(LinkDocument.IdOf(linkId), open, link.ETag)]);
            }

            return ApiResults.NoContent();
        }, cancellation);

    private async Task<IResult> IssueAsync(
        ApiCall call, string caseId, LinkDelivery delivery, string action, LinkDocument? replaced, IReadOnlyList<Operation> with)
    {
        var secret = LinkSecret.Create();
        var code = SpokenCode.Create();
        DateTimeOffset now = time.GetUtcNow();
        var link = new LinkDocument(
            "lnk-" + RandomNumberGenerator.GetHexString(26, lowercase: true),
            await directory.FingerprintAsync(secret, call.Cancellation),
            await directory.FingerprintAsync(code, call.Cancellation),
            delivery, now, call.Caller.Person, delivery == LinkDelivery.SafeChannel ? now + SentLinkLives : null);
        // CRASH: fingerprints of a link that nobody was given. They point to the case but no one knows what they are of.
        var target = new LinkTarget(caseId, link.Id, link.ExpiresAt);
        await directory.AddAsync(link.SecretFingerprint, target, call.Cancellation);
        await directory.AddAsync(link.CodeFingerprint, target, call.Cancellation);
        // CRASH: after this the link is on record although its answer may be lost: rotate or revoke it.
        await CommitAsync(call.Caller, caseId, link.Id, action, [Operation.Create(LinkDocument.IdOf(link.Id), link), .. with]);
        if (replaced is not null)
            await ForgetAsync(replaced, call.Cancellation);
        string host = configuration["Survivor:Host"] is { Length: > 0 } own
            ? "https://" + own
            : call.Request.Scheme + "://" + call.Request.Host;
        string address = host + "/w#" + secret.Reveal();
        string spoken = code.Reveal();
        return ApiResults.Created("/" + Routes.WithdrawalLinks.Replace("{caseId}", caseId, StringComparison.Ordinal) + "/" + link.Id,
            new IssuedLink(link.Id, address, spoken, LinkCard.Render(address, host + "/w", spoken), link.ExpiresAt));
    }

    // Repeating is harmless: the fingerprints are gone or go now.
    private async Task ForgetAsync(LinkDocument link, CancellationToken cancellation)
    {
        await directory.RemoveAsync(link.SecretFingerprint, cancellation);
        await directory.RemoveAsync(link.CodeFingerprint, cancellation);
    }

    private async Task CommitAsync(Caller caller, string caseId, string linkId, string action, IReadOnlyList<Operation> operations)
    {
        DateTimeOffset now = time.GetUtcNow();
        var entry = new LogEntry
        {
            Id = "e-" + RandomNumberGenerator.GetHexString(26, lowercase: true),
            Stream = LogStream.OfCase(caseId),
            At = now,
            Action = action,
            Actor = new LogActor(Roles.ConsentRecord, caller.Registration, caller.Person),
            Holder = caller.Registration,
            Case = caseId,
            Cause = linkId,
        };
        switch (await cases.NoteAsync(caseId, entry, operations))
        {
            case CaseCommit.NotFound:
                throw NotFound();
            case CaseCommit.Moved:
                throw new ProblemException(
                    ProblemType.StateConflict, "the link or its settings were changed at the same time; read and try again");
        }
    }

    private static void Check(LinkInput input, CaseSnapshot snapshot, SurvivorSettings? settings)
    {
        RequireSafe(input.Delivery, snapshot);
        if (input.Word is null && settings?.Factor is null && input.OnlineView == OnlineView.AfterFactor)
            throw new ProblemException(ProblemType.InvalidValue, "showing anything online needs a word as second factor", "/word");
        if (input.Word is { } word && !SecondFactor.IsAllowed(word))
            throw new ProblemException(
                ProblemType.InvalidValue, "the word has 3 to 200 letters or digits; quotes, dots and dashes do not count", "/word");
        if (input.Language is { } language && SurvivorTexts.Find(language) is null)
            throw new ProblemException(ProblemType.InvalidValue, "the page is not available in that language", "/language");
    }

    private static void RequireSafe(LinkDelivery delivery, CaseSnapshot snapshot)
    {
        if (delivery == LinkDelivery.SafeChannel && snapshot.Facts.SurvivorChannel != ChannelState.Safe)
            throw new ProblemException(
                ProblemType.ChannelUnsafe,
                "no channel is recorded as safe: hand the link or the card over in person or through the advocate", "/delivery");
    }

    private static void RequireOpen(CaseSnapshot snapshot)
    {
        if (snapshot.Head.Status == CaseStatus.Closed)
            throw new ProblemException(
                ProblemType.StateConflict, "the case is closed: nothing is shared from it, so there is nothing to stop");
    }

    private async Task<CaseSnapshot> OwnAsync(Caller caller, string caseId, CancellationToken cancellation)
        => Identifiers.IsValid(caseId) && await cases.LoadAsync(caseId, cancellation: cancellation) is { } snapshot
            && snapshot.Head.Holder == caller.Registration
            && !await own.IsBarredAsync(caller, caseId, cancellation)
            ? snapshot
            : throw NotFound();

    private async Task<Stored<LinkDocument>> LinkAsync(string caseId, string linkId, CancellationToken cancellation)
        => await store.ReadAsync<LinkDocument>(Partition.Case(caseId), LinkDocument.IdOf(linkId), cancellation) ?? throw NotFound();

    private Task<Stored<SurvivorSettings>?> SettingsAsync(string caseId, CancellationToken cancellation)
        => store.ReadAsync<SurvivorSettings>(Partition.Case(caseId), SurvivorSettings.Id, cancellation);

    private static ProblemException NotFound() => new(ProblemType.NotFound, "there is no such case or link for this caller");
}
