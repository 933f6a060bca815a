using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>Issues a withdrawal link with its spoken code and its card.</summary>
public sealed class IssueWithdrawalLink(ApiPipeline api, WithdrawalLinks links)
{
    public static readonly ApiOperation<LinkInput> Operation = new(
        typeof(IssueWithdrawalLink), "Issue a withdrawal link, its spoken code and its card", Roles.ConsentRecord)
    {
        Description =
            "Its secrets are answered once and never again. With an Idempotency-Key the repeat makes no second link: it is answered with "
                + "200 and the first, without its secrets; whoever never saw them rotates it. Without a key every call makes a new link.",
        Answer = ApiAnswer.Created<IssuedLink>(),
        OtherAnswer = ApiAnswer.Ok<LinkView>(),
        OptionalIdempotencyKey = true,
        Problems = [ProblemType.InvalidValue, ProblemType.ChannelUnsafe, ProblemType.StateConflict],
    };

    [Function("IssueWithdrawalLink")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.WithdrawalLinks)] HttpRequest request, string caseId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            LinkInput input = call.Body;
            CaseSnapshot snapshot = await links.OwnAsync(call.Caller, caseId, call.Cancellation).OrProblem();
            WithdrawalLinks.WhyNotOpen(snapshot).OrProblem();
            Stored<SurvivorSettings>? settings = await links.SettingsAsync(snapshot.Head.CaseId, call.Cancellation);
            WhyNot(input, snapshot, settings?.Value).OrProblem();
            var next = new SurvivorSettings(
                input.Word is null ? settings?.Value.Factor : SecondFactor.Create(input.Word),
                input.OnlineView ?? settings?.Value.View ?? OnlineView.None,
                input.Language ?? settings?.Value.Language);
            Storage.Operation write = settings is null
                ? Storage.Operation.Create(SurvivorSettings.Id, next)
                : Storage.Operation.Replace(SurvivorSettings.Id, next, settings.ETag);
            return await links.OnceAsync(
                call, Operation, snapshot.Head.CaseId, linkId => links.IssueAsync(
                    call, snapshot.Head.CaseId, linkId, input.Delivery, LinkEntries.Issued, null, [write])).OrProblem();
        }, cancellation);

    private static Refusal? WhyNot(LinkInput input, CaseSnapshot snapshot, SurvivorSettings? settings)
    {
        if (WithdrawalLinks.WhyNotSafe(input.Delivery, snapshot) is { } unsafeChannel)
            return unsafeChannel;
        if (input.Word is null && settings?.Factor is null && input.OnlineView == OnlineView.AfterFactor)
            return new Refusal(ProblemType.InvalidValue, "showing anything online needs a word as second factor", "/word");
        if (input.Word is { } word && !SecondFactor.IsAllowed(word))
            return new Refusal(
                ProblemType.InvalidValue, "the word has 3 to 200 letters or digits; quotes, dots and dashes do not count", "/word");
        if (input.Language is { } language && SurvivorTexts.Find(language) is null)
            return new Refusal(ProblemType.InvalidValue, "the page is not available in that language", "/language");
        return null;
    }
}
