using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;

namespace DataSharing.Domain.Entries;

/// <summary>Entries of stops: withdrawals, revocations, and a case's sealing after the stop journal was lost.</summary>
public static class WithdrawalEntries
{
    /// <summary>The person withdrew.</summary>
    /// <param name="withdrawal">The withdrawal's id.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="target">What is to stop.</param>
    /// <param name="actor">The person herself, or who took it down.</param>
    /// <param name="at">When it was acknowledged.</param>
    public static LogEntry Withdrawn(
        WithdrawalId withdrawal, CaseId caseId, RegistrationId holder, StopTarget target, LogActor actor, DateTimeOffset at) =>
        Of(LogAction.WithdrawalRecorded, "e-" + withdrawal, withdrawal, caseId, actor, at) with
        {
            Holder = holder,
            Outcome = target.Extent,
        };

    /// <summary>Somebody other than the person ended a consent .</summary>
    /// <param name="withdrawal">The withdrawal's id.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="consent">The consent; null: none is named.</param>
    /// <param name="channel">Who revoked; see <see cref="StopChannel.OfOthers"/>.</param>
    /// <param name="reason">The reason kind that was given, or null.</param>
    /// <param name="actor">Who took it down.</param>
    /// <param name="at">When it was acknowledged.</param>
    public static LogEntry Revoked(
        WithdrawalId withdrawal, CaseId caseId, RegistrationId holder, Consent? consent, string channel, string? reason, LogActor actor,
        DateTimeOffset at) =>
        Of(LogAction.ConsentRevoked, "e-" + withdrawal, withdrawal, caseId, actor, at) with
        {
            Holder = holder,
            Outcome = channel,
            ReasonKinds = reason is null ? [] : [reason],
            Versions = consent is null ? null : ConsentEntries.VersionOf(consent),
        };

    /// <summary>The person said the same again when nothing was left to stop.</summary>
    /// <remarks>
    /// A hundred presses make no hundred entries: one a minute of each who says it, and how, for each thing that is stopped.
    /// </remarks>
    /// <param name="withdrawal">The withdrawal's id that it repeats.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="channel">By which way; see <see cref="StopChannel.OfPerson"/>.</param>
    /// <param name="actor">The person herself, or who took it down.</param>
    /// <param name="at">When.</param>
    public static LogEntry Repeated(
        WithdrawalId withdrawal, CaseId caseId, RegistrationId holder, string channel, LogActor actor, DateTimeOffset at)
    {
        string minute =
            $"{at.UtcTicks / TimeSpan.TicksPerMinute}\n{channel}\n{actor.Role}\n{actor.Registration}\n{actor.Person}";
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(minute)).AsSpan(0, 8));
        return Of(LogAction.WithdrawalRepeated, $"e-{withdrawal}-again-{id}", withdrawal, caseId, actor, at) with
        {
            Holder = holder,
            Outcome = channel,
        };
    }

    /// <summary>The stop journal brought a withdrawal back that a restored database had forgotten.</summary>
    /// <param name="withdrawal">Its id in the journal.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="actor">Who stopped; null: the journal does not say.</param>
    /// <param name="at">When it was acknowledged.</param>
    public static LogEntry WithdrawalRestored(WithdrawalId withdrawal, CaseId caseId, LogActor? actor, DateTimeOffset at) =>
        Of(LogAction.WithdrawalRecorded, withdrawal + ".restored", withdrawal, caseId, actor, at);

    /// <summary>The same of a revocation.</summary>
    /// <param name="withdrawal">Its id in the journal.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="channel">Who revoked.</param>
    /// <param name="actor">Who took it down.</param>
    /// <param name="at">When it was acknowledged.</param>
    public static LogEntry RevocationRestored(WithdrawalId withdrawal, CaseId caseId, string channel, LogActor actor, DateTimeOffset at) =>
        Of(LogAction.ConsentRevoked, withdrawal + ".restored", withdrawal, caseId, actor, at) with { Outcome = channel };

    /// <summary>The same of what was said again, where the withdrawal that it repeats is there.</summary>
    /// <param name="again">Its id in the journal.</param>
    /// <param name="withdrawal">The withdrawal that it repeats.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="channel">By which way, as far as the journal says.</param>
    /// <param name="actor">Who stopped; null: the journal does not say.</param>
    /// <param name="at">When.</param>
    public static LogEntry RepeatRestored(
        string again, WithdrawalId withdrawal, CaseId caseId, RegistrationId holder, string? channel, LogActor? actor, DateTimeOffset at) =>
        Of(LogAction.WithdrawalRepeated, again + ".restored", withdrawal, caseId, actor, at) with { Holder = holder, Outcome = channel };

    /// <summary>The stop journal was lost, so that the case's record was sealed.</summary>
    /// <param name="stop">The stop's id, which names the loss and the case.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds it, as far as it is known.</param>
    /// <param name="cause">The loss.</param>
    /// <param name="first">The first of the two persons who decided it.</param>
    /// <param name="at">When.</param>
    public static LogEntry Sealed(
        WithdrawalId stop, CaseId caseId, RegistrationId? holder, string cause, LogActor first, DateTimeOffset at) =>
        Of(LogAction.CaseSealed, stop, cause, caseId, first, at) with { Holder = holder, Outcome = StopChannel.JournalLost };

    /// <summary>The stop journal brought such a sealing back.</summary>
    /// <param name="stop">Its id in the journal.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="channel">How it came, as the journal says it.</param>
    /// <param name="actor">Who decided it; null: the journal does not say.</param>
    /// <param name="at">When.</param>
    public static LogEntry SealRestored(WithdrawalId stop, CaseId caseId, string? channel, LogActor? actor, DateTimeOffset at) =>
        Of(LogAction.CaseSealed, stop, stop, caseId, actor, at) with { Outcome = channel };

    /// <summary>All sharing of a sealed case stopped with it.</summary>
    /// <param name="seal">The sealing's entry.</param>
    /// <param name="stop">The stop's id.</param>
    /// <param name="channel">How it came.</param>
    /// <param name="second">The second of the two persons; null: the entry's own.</param>
    public static LogEntry StoppedBySeal(LogEntry seal, WithdrawalId stop, string channel, LogActor? second) => seal with
    {
        Id = seal.Id + ".stop",
        Action = LogAction.ConsentRevoked,
        Actor = second ?? seal.Actor,
        Outcome = channel,
        Cause = stop,
    };

    private static LogEntry Of(string action, string id, string cause, CaseId caseId, LogActor? actor, DateTimeOffset at) =>
        CaseEntries.OfNobody(action, caseId, null, id, at) with { Actor = actor ?? LogActor.System, Cause = cause };
}
