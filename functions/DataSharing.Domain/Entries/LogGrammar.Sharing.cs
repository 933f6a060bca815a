using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Releases;

namespace DataSharing.Domain.Entries;

public static partial class LogGrammar
{
    private const LogMembers OfDecision = LogMembers.Purpose | LogMembers.ReasonKinds | LogMembers.FieldGroups;

    private static LogValue Releasing =>
        LogValue.OneOf(WireCode.Of(DecisionKind.Release), WireCode.Of(DecisionKind.Partial), WireCode.Of(DecisionKind.Override));

    private static LogForm[] Sharing() =>
    [
        new()
        {
            Action = LogAction.RequestSubmitted,
            Meaning = "an agency asked for, or offered, a sharing; the case stands where its holder offers",
            Place = LogPlace.Agency,
            Id = "{request}-submitted",
            Actors = [LogRole.SharingSubmit],
            Always = LogMembers.OfRequest,
            Sometimes = LogMembers.Case,
        },
        new()
        {
            Action = LogAction.RequestCancelled,
            Meaning = "the holder took its offer back",
            Place = LogPlace.Case,
            Id = "{request}-cancelled",
            Actors = [LogRole.SharingSubmit],
            Always = LogMembers.OfRequest,
        },
        new()
        {
            Action = LogAction.RequestCancelled,
            Meaning = "whoever had asked took it back",
            Place = LogPlace.Agency,
            Id = "{request}-cancelled",
            Actors = [LogRole.SharingSubmit],
            Always = LogMembers.OfRequest,
        },
        new()
        {
            Action = LogAction.DecisionMade,
            Meaning = "answered neutrally, the same whether there is a case or not",
            Place = LogPlace.Agency,
            Id = "{request}-decided",
            Actors = [LogRole.System],
            Outcome = LogValue.OneOf(WireCode.Of(DecisionKind.Neutral)),
            Always = LogMembers.OfRequest,
        },
        new()
        {
            Action = LogAction.DecisionMade,
            Meaning = "what an ask met that was answered neutrally: for the holder's officer",
            Place = LogPlace.Case,
            Id = "{request}-attempt",
            Actors = [LogRole.System],
            Outcome = LogValue.OneOf(
                WireCode.Of(DecisionKind.Refuse), WireCode.Of(DecisionKind.Neutral), WireCode.Of(DecisionKind.Hold)),
            Cause = LogValue.OneOf(SharingEntries.ForeignReference).OrNone,
            Always = LogMembers.OfRequest | LogMembers.Versions,
            Sometimes = OfDecision,
        },
        new()
        {
            Action = LogAction.DecisionMade,
            Meaning = "refused",
            Place = LogPlace.Case,
            Id = "{request}-decided",
            Actors = [LogRole.System],
            Outcome = LogValue.OneOf(WireCode.Of(DecisionKind.Refuse)),
            Cause = LogValue.Of($"the evidence of the reviewer who refused, or `{SharingEntries.Fault}`").OrNone,
            Always = LogMembers.OfRequest | LogMembers.Versions,
            Sometimes = OfDecision,
        },
        new()
        {
            Action = LogAction.DecisionMade,
            Meaning = "refused after a fault, where the case itself could not be written to",
            Place = LogPlace.Agency,
            Id = "{request}-decided",
            Actors = [LogRole.System],
            Outcome = LogValue.OneOf(WireCode.Of(DecisionKind.Refuse)),
            Cause = LogValue.OneOf(SharingEntries.Fault),
            Always = LogMembers.OfRequest | LogMembers.Case | LogMembers.Versions,
            Sometimes = OfDecision,
        },
        new()
        {
            Action = LogAction.DecisionQueried,
            Meaning = "a decision was tried out; nothing was shared",
            Place = LogPlace.Agency,
            Id = "query-*",
            Actors = [LogRole.SharingSubmit, LogRole.ConsentRecord],
            Outcome = LogValue.OneOf<DecisionKind>(),
            Always = LogMembers.Holder | LogMembers.Recipient | LogMembers.Case | LogMembers.Pathway | LogMembers.Versions,
            Sometimes = LogMembers.Purpose | LogMembers.ReasonKinds,
        },
        new()
        {
            Action = LogAction.ReviewHeld,
            Meaning = "held until a fact is on record and a second person has spoken; the id counts the holds",
            Place = LogPlace.Case,
            Id = "{request}-held-*-{cause}",
            Actors = [LogRole.System],
            Outcome = LogValue.OneOf(WireCode.Of(DecisionKind.Hold)),
            Cause = LogValue.OneOf([.. HoldFacts.All.Order(StringComparer.Ordinal)]),
            Always = LogMembers.OfRequest | LogMembers.ReasonKinds | LogMembers.Versions,
            Sometimes = LogMembers.Purpose,
        },
        new()
        {
            Action = LogAction.ReviewDecided,
            Meaning = "a second person of the holder spoke",
            Place = LogPlace.Case,
            Id = "{request}-rev-*",
            Actors = [LogRole.SharingReview],
            Outcome = LogValue.OneOf(SharingEntries.Proceed, SharingEntries.Refuse),
            Cause = LogValue.Of("the evidence that it rests on"),
            Always = LogMembers.OfRequest,
        },
        new()
        {
            Action = LogAction.ReconsiderationAsked,
            Meaning = "a person is to look at it again",
            Place = LogPlace.Case,
            Id = "{request}-rec-*",
            Actors = [LogRole.ConsentRecord],
            Cause = LogValue.Of("the statement that asks for it"),
            Always = LogMembers.OfRequest,
        },
    ];

    private static LogForm[] Collections() =>
    [
        new()
        {
            Action = LogAction.CollectionMade,
            Meaning = "a package was handed out: from here on it counts as fetched",
            Place = LogPlace.Case,
            Id = "{request}-c-*",
            Actors = [LogRole.SharingReceive],
            Outcome = Releasing,
            Always = LogMembers.OfRequest | LogMembers.Release | LogMembers.Purpose | LogMembers.FieldGroups | LogMembers.Versions,
        },
        new()
        {
            Action = LogAction.ParticipantsChanged,
            Meaning = "the member of a desk who opened what came to it takes part from now on",
            Place = LogPlace.Case,
            Id = "{request}-j-{cause}",
            Actors = [LogRole.SharingReceive],
            Outcome = LogValue.OneOf(CollectionEntries.HasJoined),
            Cause = LogValue.Of("the collection's id"),
            Always = LogMembers.OfRequest,
        },
        new()
        {
            Action = LogAction.CollectionRefused,
            Meaning = "a package was not handed out",
            Place = LogPlace.Case,
            Id = "{request}-c-*",
            Actors = [LogRole.SharingReceive],
            Outcome = LogValue.OneOf<CollectionRefusal>(),
            Always = LogMembers.OfRequest | LogMembers.Release,
        },
        new()
        {
            Action = LogAction.CollectionCut,
            Meaning = "broken off on its way because sharing stopped: a part may have left",
            Place = LogPlace.Case,
            Id = "{request}-x-{cause}",
            Actors = [LogRole.System],
            Outcome = LogValue.OneOf(WireCode.Of(ReleaseEnd.Stopped)),
            Cause = LogValue.Of("the collection's id"),
            Always = LogMembers.OfRequest | LogMembers.Release,
        },
        new()
        {
            Action = LogAction.Aborted,
            Meaning = "the collection was on record and no byte left",
            Place = LogPlace.Case,
            Id = "{request}-a-{cause}",
            Actors = [LogRole.System],
            Outcome = LogValue.OneOf<CollectionAbort>(),
            Cause = LogValue.Of("the collection's id"),
            Always = LogMembers.OfRequest | LogMembers.Release,
        },
        new()
        {
            Action = LogAction.AttestationMade,
            Meaning = "the recipient's copies are destroyed",
            Place = LogPlace.Case,
            Id = "{request}-att-*",
            Actors = [LogRole.SharingReceive],
            Outcome = LogValue.OneOf(CollectionEntries.Destroyed),
            Always = LogMembers.OfRequest | LogMembers.Release,
        },
        new()
        {
            Action = LogAction.AttestationMade,
            Meaning = "a law keeps the recipient's copies",
            Place = LogPlace.Case,
            Id = "{request}-att-*",
            Actors = [LogRole.SharingReceive],
            Outcome = LogValue.OneOf(CollectionEntries.RetainedByLaw),
            Cause = LogValue.Of("the law's reference"),
            Always = LogMembers.OfRequest | LogMembers.Release,
        },
    ];
}
