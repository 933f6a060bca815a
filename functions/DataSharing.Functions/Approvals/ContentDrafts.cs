using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Approvals;

/// <summary>A content as it would go now.</summary>
internal sealed record ContentDraft(DecisionBasis Basis, Decision Decision, Letter? Letter, byte[] Canonical, IReadOnlyList<string> Paths)
{
    public string Digest => ApprovedContent.DigestOf(Canonical);
}

/// <summary>Makes of an input the content that a sending of this moment would hold, as if the person had approved it.</summary>
public sealed class ContentDrafts(
    SharingInputReader reader, FactsLoader facts, ContentApprovals approvals, PolicySet policy, TimeProvider time)
{
    private const string Draft = "draft";

    /// <param name="at">Where the content stands in the body.</param>
    /// <exception cref="ProblemException">Something in it is not known or cannot go; state-conflict names the reason kind.</exception>
    internal async Task<ContentDraft> MakeAsync(string caseId, ContentInput input, Caller caller, string at, CancellationToken cancellation)
    {
        Letter? letter = Read(input.Letter, at + "/letter");
        ReadRequest read = await ReadAsync(caseId, input, caller, at, cancellation);
        if (policy.Pathways[input.Pathway] is { Consent.Required: false })
            throw new ProblemException(
                ProblemType.InvalidValue, "nothing on this pathway rests on the person's consent, so no approval of hers does",
                at + "/pathway");
        DecisionBasis basis = (await facts.LoadAsync(
            read.Request with { ApprovalId = Draft }, caseId, null, cancellation)).RestingOn(read.ConsentId);
        CaseFacts subject = basis.Facts.Case ?? throw OwnCases.NotFound();
        // Prose goes only where it was asked for by name: nobody hears her own words read out because they stood in a set.
        var draft = new ContentApproval(
            Draft, input.Recipient, input.Pathway, default, [.. read.Request.Fields.Intersect(input.Fields ?? [])], letter is not null,
            read.Request.Matter);
        basis = basis with { Facts = basis.Facts with { Case = subject with { Approvals = [.. subject.Approvals, draft] } } };
        (basis, Decision decision) = await facts.DecideAsync(policy, basis, time.GetUtcNow(), cancellation);
        if (!decision.Releases)
            throw Nothing(decision.Reason?.Kind ?? Reason.Fault);
        if (letter is not null && decision.Tier <= Tier.Case)
            throw new ProblemException(
                ProblemType.InvalidValue, "at this tier nothing goes that could identify the person, and a letter could", at + "/letter");
        (byte[] canonical, IReadOnlyList<string> paths) = await approvals.ComposeAsync(basis, decision, letter, cancellation);
        return paths.Count > 0 ? new ContentDraft(basis, decision, letter, canonical, paths) : throw Nothing(ReasonKinds.FieldNotNeeded);
    }

    private async Task<ReadRequest> ReadAsync(string caseId, ContentInput input, Caller caller, string at, CancellationToken cancellation)
    {
        var sending = new SharingInput(
            Direction.Send, input.Pathway, Case: caseId, Recipient: input.Recipient, Tier: input.Tier, Level: input.Level,
            Fields: input.Fields, Consent: input.Consent,
            Matter: input.Matter);
        try
        {
            return await reader.ReadAsync(sending, caller, "preview-" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), cancellation);
        }
        catch (ProblemException problem) when (problem.Pointer?.StartsWith('/') == true)
        {
            throw new ProblemException(problem.Type, problem.Detail, at + problem.Pointer, problem.Errors);
        }
    }

    private static Letter? Read(LetterInput? letter, string at)
    {
        if (letter is null)
            return null;
        var defects = new BodyDefects();
        int length = letter.Text.EnumerateRunes().Count();
        defects.Unless(
            !string.IsNullOrWhiteSpace(letter.Text) && length <= Letter.LongestText, at + "/text",
            $"a letter has 1 to {Letter.LongestText} characters", "R-270");
        LanguageTag.Check(letter.Language, at + "/language", defects);
        defects.ThrowIfAny();
        return new Letter(letter.Text, letter.Language);
    }

    private static ProblemException Nothing(string reason) =>
        new(ProblemType.StateConflict, $"as things stand nothing would go, so there is nothing to approve: {reason}");
}
