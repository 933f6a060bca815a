using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Releases;

namespace DataSharing.Domain.Entries;

public static partial class LogGrammar
{
    private static LogForm[] Releases() =>
    [
        new()
        {
            Action = LogAction.ReleaseCreated,
            Meaning = "a sealed package became available to its recipient",
            Place = LogPlace.Case,
            Id = "{request}-released",
            Actors = [LogRole.System],
            Outcome = Releasing,
            Cause = LogValue.OneOf(ReleaseEntries.Duty).OrNone,
            Always = LogMembers.OfRequest | LogMembers.Release | LogMembers.FieldGroups | LogMembers.FieldPaths | LogMembers.Versions,
            Sometimes = LogMembers.Purpose | LogMembers.ReasonKinds,
        },
        new()
        {
            Action = LogAction.ReleaseAccepted,
            Meaning = "the recipient took the referral on",
            Place = LogPlace.Case,
            Id = "{request}-accepted",
            Actors = [LogRole.SharingReceive],
            Outcome = LogValue.OneOf(ReleaseEntries.Taken),
            Cause = LogValue.Of("the recipient's reason").OrNone,
            Always = LogMembers.OfRequest | LogMembers.Release,
        },
        .. Enum.GetValues<ReleaseEnd>().Where(end => end is not (ReleaseEnd.Stopped or ReleaseEnd.Erased))
            .GroupBy(end => (Action: end.Action(), Role: ReleaseEntries.RoleOf(end), CauseIs: ReleaseEntries.CauseOf(end)))
            .Select(same => new LogForm
            {
                Action = same.Key.Action,
                Meaning = string.Join("; or ", same.Select(end => end.Meaning())),
                Place = LogPlace.Case,
                Id = "{request}-ended",
                Actors = [same.Key.Role],
                Outcome = LogValue.OneOf([.. same.Select(WireCode.Of)]),
                Cause = same.Key.CauseIs,
                Always = LogMembers.OfRequest | LogMembers.Release,
            }),
        new()
        {
            Action = LogAction.ReleaseStopped,
            Meaning = "a withdrawal or a revocation ended the release",
            Place = LogPlace.Case,
            Id = "{request}-ended",
            Actors = [LogRole.System],
            Outcome = LogValue.OneOf(ReleaseEntries.ByStop),
            Cause = LogValue.Of("the withdrawal's id"),
            Always = LogMembers.OfRequest | LogMembers.Release,
            Sometimes = LogMembers.Purpose,
        },
        new()
        {
            Action = LogAction.ReleaseStopped,
            Meaning = "the record was erased that the package was made from",
            Place = LogPlace.Case,
            Id = "{request}-ended",
            Actors = [LogRole.System],
            Outcome = LogValue.OneOf(ReleaseEntries.ByErasure),
            Always = LogMembers.OfRequest | LogMembers.Release,
        },
        new()
        {
            Action = LogAction.ReleaseStopped,
            Meaning = "an agency that had fetched was told that sharing stopped, reminded, or its officer was told: never why or for whom",
            Place = LogPlace.Agency,
            Id = "{release}-*",
            Actors = [LogRole.System],
            Outcome = LogValue.OneOf<CopiesNotice>(),
            Always = LogMembers.Recipient | LogMembers.Request | LogMembers.Release,
        },
    ];
}
