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
        OfEnd(
            "its time is over; or it has done its service; or the request was taken back; or what was sealed may no longer go",
            ReleaseEnd.Expired, ReleaseEnd.Closed, ReleaseEnd.Cancelled, ReleaseEnd.Superseded),
        OfEnd("nobody confirmed what went without consent in time", ReleaseEnd.Unconfirmed),
        OfEnd(
            "a fact changed while it was released, so that nobody could read it; or it cannot be carried on", ReleaseEnd.GateChanged,
            ReleaseEnd.Fault),
        OfEnd("the recipient did not take the referral on", ReleaseEnd.Declined) with
        {
            Actors = [LogRole.SharingReceive],
            Cause = LogValue.Of("the recipient's reason").OrNone,
        },
        OfEnd("a second person found that it was decided wrongly", ReleaseEnd.Reconsidered) with
        {
            Actors = [LogRole.SharingReview],
            Cause = LogValue.Of("the evidence that it rests on"),
        },
        OfEnd("a withdrawal or a revocation ended the release", ReleaseEnd.Stopped) with
        {
            Cause = LogValue.Of("the withdrawal's id"),
            Sometimes = LogMembers.Purpose,
        },
        OfEnd("the record was erased that the package was made from", ReleaseEnd.Erased),
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

    // The ways of one form have one action.
    private static LogForm OfEnd(string meaning, params IReadOnlyList<ReleaseEnd> ways) => new()
    {
        Action = ways[0].Action(),
        Meaning = meaning,
        Place = LogPlace.Case,
        Id = "{request}-ended",
        Actors = [LogRole.System],
        Outcome = LogValue.OneOf([.. ways.Select(WireCode.Of)]),
        Always = LogMembers.OfRequest | LogMembers.Release,
    };
}
