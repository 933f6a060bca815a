using DataSharing.Functions.Cases;
using DataSharing.Functions.Stops;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>How the person said stop to somebody of the holder.</summary>
public enum PersonsChannel
{
    InPerson,
    Phone,
    Video,
    Letter,
    Advocate,
    Desk,
}

/// <summary>A withdrawal recorded for the person. No reason is asked and none can be given.</summary>
/// <param name="Channel">How she said it.</param>
/// <param name="Scope">With a consent: the one scope to stop; left out: the whole consent.</param>
/// <param name="Recipient">With a scope: the one recipient of it to stop; left out: all of them .</param>
public sealed record WithdrawalInput(PersonsChannel Channel, [Name] string? Scope = null, [Name] string? Recipient = null);

/// <summary>A withdrawal taken by an agency that takes part in the case and does not hold it.</summary>
/// <param name="Holder">Registration that holds the case.</param>
/// <param name="Reference">What this system gave the agency: a delivery's handle or a hand-over code.</param>
/// <param name="Channel">How she said it.</param>
public sealed record ReferredWithdrawalInput([Id] string Holder, [Name] string Reference, PersonsChannel Channel);

/// <summary>That sharing is stopped. Acknowledged only once it is durable.</summary>
/// <param name="Withdrawal">Opaque id.</param>
/// <param name="StoppedAt">From this moment no request gets anything; where nothing was left to stop, that of the first time.</param>
/// <param name="ConfirmationNumber">For the person.</param>
/// <param name="SaidAgainAt">Where nothing was left to stop: the moment of this answer, before which what she signed does not count.
/// Left out: it was the first time.</param>
/// <param name="Tell">What must be said to the person now: codes that the policy has in words, as <c>told</c>.</param>
public sealed record WithdrawalView(
    string Withdrawal, DateTimeOffset StoppedAt, DateTimeOffset? SaidAgainAt, string ConfirmationNumber, IReadOnlyList<string> Tell)
{
    /// <summary>The same as withdrawal, under the name that ids have elsewhere.</summary>
    public string Id => Withdrawal;
}

/// <summary>
/// Withdrawing by word of mouth, with the same immediate effect as by link: of everything, of one consent, of one scope or one
/// recipient of it. Never conditional: no ETag, no reason, no approval. Everything is stopped by whichever agency that takes
/// part she tells; who takes it learns nothing of the case. Source; SC-008.
/// </summary>
public sealed class OnBehalf(StopSharing stops)
{
    private static readonly string[] Tell = [.. NoticeElements.AfterStop.Select(element => element.Code)];

    /// <returns>Why the consent has no such part: invalid-value; null: it has.</returns>
    /// <summary>What a body names of a consent; whether the consent has it, <see cref="WhyNot"/> says.</summary>
    internal static StopTarget TargetOf(ConsentId consent, string? scope, string? recipient) => new(
        consent, scope is null ? null : new ScopeId(scope), recipient is null ? null : new RegistrationId(recipient));

    internal static Refusal? WhyNot(Domain.Consents.Consent consent, StopTarget target)
    {
        if (target.ScopeId is { } scope && consent.Scopes.All(one => one.Id != scope))
            return new Refusal(ProblemType.InvalidValue, "the consent has no such scope", "/scope");
        if (target.Recipient is null)
            return null;
        if (target.ScopeId is null)
            return new Refusal(ProblemType.InvalidValue, "a recipient is stopped in a scope: name it", "/scope");
        return target.KeysOf(consent) is null
            ? new Refusal(ProblemType.InvalidValue, "the scope has no such recipient", "/recipient")
            : null;
    }

    internal async Task<IResult> StopAsync(
        ApiCall call, PersonsChannel how, CaseId caseId, StopTarget target, DurableTaskClient durable)
    {
        string channel = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(how.ToString());
        var act = new StopAct(channel, call.Caller.As(Roles.ConsentRecord));
        return await stops.StopAsync(new(caseId, target, act), durable, call.Cancellation) is { } receipt
            ? ApiResults.Ok(new WithdrawalView(receipt.WithdrawalId, receipt.At, receipt.SaidAgainAt, receipt.Number, Tell))
            : ApiResults.Refused(NotFound());
    }

    internal static Refusal NotFound() => OwnCases.NotFound("consent");
}
