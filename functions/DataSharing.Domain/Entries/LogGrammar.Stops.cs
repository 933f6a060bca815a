using DataSharing.Domain.AccessLog;

namespace DataSharing.Domain.Entries;

public static partial class LogGrammar
{
    private static LogForm[] Stops() =>
    [
        new()
        {
            Action = LogAction.WithdrawalRecorded,
            Meaning = "the person withdrew",
            Place = LogPlace.Case,
            Id = "e-{cause}",
            Actors = [LogRole.Survivor, LogRole.ConsentRecord],
            Outcome = LogValue.OneOf("all", "consent", "scope", "recipient"),
            Cause = LogValue.Of("the withdrawal's id"),
            Always = LogMembers.Holder,
        },
        new()
        {
            Action = LogAction.WithdrawalRecorded,
            Meaning = "the stop journal brought a withdrawal back that a restored database had forgotten",
            Place = LogPlace.Case,
            Id = "{cause}.restored",
            Actors = [LogRole.Survivor, LogRole.ConsentRecord, LogRole.System],
            Cause = LogValue.Of("the withdrawal's id"),
        },
        new()
        {
            Action = LogAction.WithdrawalRepeated,
            Meaning = "the person said the same again when nothing was left to stop; one entry a minute",
            Place = LogPlace.Case,
            Id = "e-{cause}-again-*",
            Actors = [LogRole.Survivor, LogRole.ConsentRecord],
            Outcome = LogValue.OneOf(StopChannel.OfPerson),
            Cause = LogValue.Of("the withdrawal's id"),
            Always = LogMembers.Holder,
        },
        new()
        {
            Action = LogAction.WithdrawalRepeated,
            Meaning = "the stop journal brought back that it was said again",
            Place = LogPlace.Case,
            Id = "*.restored",
            Actors = [LogRole.Survivor, LogRole.ConsentRecord, LogRole.System],
            Outcome = LogValue.OneOf(StopChannel.OfPerson).OrNone,
            Cause = LogValue.Of("the withdrawal's id"),
            Always = LogMembers.Holder,
        },
        new()
        {
            Action = LogAction.ConsentRevoked,
            Meaning = "somebody other than the person ended a consent",
            Place = LogPlace.Case,
            Id = "e-{cause}",
            Actors = [LogRole.ConsentRecord],
            Outcome = LogValue.OneOf(StopChannel.OfOthers),
            Cause = LogValue.Of("the withdrawal's id"),
            Always = LogMembers.Holder | LogMembers.ReasonKinds | LogMembers.Versions,
        },
        new()
        {
            Action = LogAction.ConsentRevoked,
            Meaning = "the stop journal brought a revocation back, or the stop with which a case was sealed",
            Place = LogPlace.Case,
            Id = "{cause}.restored",
            Actors = [LogRole.ConsentRecord, LogRole.RegistryManage],
            Outcome = LogValue.OneOf([.. StopChannel.OfOthers, StopChannel.JournalLost]),
            Cause = LogValue.Of("the withdrawal's id"),
        },
        new()
        {
            Action = LogAction.CaseSealed,
            Meaning = "the stop journal was lost, so that the case's record was sealed; the first of the two persons who decided it",
            Place = LogPlace.Case,
            Id = "*-{case}",
            Actors = [LogRole.RegistryManage],
            Outcome = LogValue.OneOf(StopChannel.JournalLost),
            Cause = LogValue.Of("the loss, or, brought back by the journal, the stop"),
            Sometimes = LogMembers.Holder,
        },
        new()
        {
            Action = LogAction.ConsentRevoked,
            Meaning = "the stop journal was lost, so that all sharing of the case stopped; the second of the two persons",
            Place = LogPlace.Case,
            Id = "*-{case}.stop",
            Actors = [LogRole.RegistryManage],
            Outcome = LogValue.OneOf(StopChannel.JournalLost),
            Cause = LogValue.Of("the stop's id"),
            Sometimes = LogMembers.Holder,
        },
    ];
}
