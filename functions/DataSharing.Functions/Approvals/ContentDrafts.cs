using DataSharing.Functions.Cases;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Approvals;

/// <summary>A content as it would go now.</summary>
internal sealed record ContentDraft(DecisionBasis Basis, Decision Decision, Letter? Letter, byte[] Canonical, IReadOnlyList<string> Paths)
{
    public string Digest => ApprovedContent.DigestOf(Canonical);

    public IReadOnlyList<string> Groups => [.. Paths.Select(path => path.Split('.')[0]).Distinct(StringComparer.Ordinal)];

    public JsonElement Json => Read(Canonical);

    public static JsonElement Read(byte[] canonical) => JsonSerializer.Deserialize<JsonElement>(canonical);
}

/// <summary>Makes of an input the content that a sending of this moment would hold, as if the person had approved it.</summary>
public sealed class ContentDrafts(
    SharingInputReader reader, FactsLoader facts, ContentApprovals approvals, PolicySet policy, TimeProvider time)
{
    private const string Draft = "draft";

    /// <summary>Of an operation that makes one.</summary>
    internal static readonly ProblemType[] Problems =
    [
        ProblemType.StateConflict, ProblemType.InvalidValue, ProblemType.UnknownPathway, ProblemType.UnknownAgency,
        ProblemType.UnknownField, ProblemType.MissingMember, ProblemType.MalformedId,
    ];

    /// <returns>Why nothing of the case can be read to its person: state-conflict; null: it can.</returns>
    internal static Refusal? WhyNotReadable(CaseHead head) => OwnCases.WhyNotOpen(head)
        ?? (head.CaseKey is null ? new(ProblemType.StateConflict, "the case was erased") : null);

    /// <param name="at">Where the content stands in the body.</param>
    /// <returns>Refused: something in it is not known or cannot go; state-conflict names the reason kind.</returns>
    internal async Task<Result<ContentDraft>> MakeAsync(
        CaseId caseId, ContentInput input, Caller caller, string at, CancellationToken cancellation)
    {
        Letter? letter = input.Letter is { } text ? new Letter(text.Text, text.Language) : null;
        Result<ReadRequest> asked = await ReadAsync(caseId, input, caller, at, cancellation);
        if (asked.Refusal is { } refusal)
            return refusal;
        ReadRequest read = asked.Value;
        if (policy.Pathways[input.Pathway] is { Consent.Required: false })
            return new Refusal(
                ProblemType.InvalidValue, "nothing on this pathway rests on the person's consent, so no approval of hers does",
                at + "/pathway");
        DecisionBasis basis = (await facts.LoadAsync(
            read.Request with { ApprovalId = Draft }, caseId, null, cancellation)).RestingOn(read.ConsentId);
        if (basis.Facts.Case is not { } subject)
            return OwnCases.NotFound();
        // Prose goes only where it was asked for by name: nobody hears her own words read out because they stood in a set.
        var draft = new ContentApproval(
            Draft, read.Request.Recipient, input.Pathway, default, [.. read.Request.Fields.Intersect(input.Fields ?? [])],
            letter is not null, read.Request.Matter);
        basis = basis with { Facts = basis.Facts with { Case = subject with { Approvals = [.. subject.Approvals, draft] } } };
        (basis, Decision decision) = await facts.DecideAsync(policy, basis, time.GetUtcNow(), cancellation);
        if (!decision.Releases)
            return Nothing(decision.Reason?.Kind ?? Reason.Fault);
        if (letter is not null && decision.Tier <= Tier.Case)
            return new Refusal(
                ProblemType.InvalidValue, "at this tier nothing goes that could identify the person, and a letter could", at + "/letter");
        (byte[] canonical, IReadOnlyList<string> paths) = await approvals.ComposeAsync(basis, decision, letter, cancellation);
        return paths.Count > 0 ? new ContentDraft(basis, decision, letter, canonical, paths) : Nothing(ReasonKinds.FieldNotNeeded);
    }

    private async Task<Result<ReadRequest>> ReadAsync(
        CaseId caseId, ContentInput input, Caller caller, string at, CancellationToken cancellation)
    {
        var sending = new SharingInput(
            Direction.Send, input.Pathway, Case: caseId, Recipient: input.Recipient, Tier: input.Tier, Level: input.Level,
            Fields: input.Fields, Consent: input.Consent,
            Matter: input.Matter);
        try
        {
            var preview = new RequestId("preview-" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N"));
            return await reader.ReadAsync(sending, caller, preview, cancellation);
        }
        catch (ProblemException problem)
        {
            // The member at fault stands below the content; a header or the case does not.
            return problem.Pointer?.StartsWith('/') == true
                ? problem.Refusal with { Pointer = at + problem.Pointer }
                : problem.Refusal;
        }
    }

    private static Refusal Nothing(string reason) =>
        new(ProblemType.StateConflict, $"as things stand nothing would go, so there is nothing to approve: {reason}");
}
