using DataSharing.Domain.AccessLog;

namespace DataSharing.Domain.Entries;

public static partial class LogGrammar
{
    private static LogForm[] Agencies() =>
    [
        new()
        {
            Action = LogAction.LogRead,
            Meaning = "the holder's officer read the log of a case",
            Place = LogPlace.Case,
            Id = "read-*",
            Actors = [LogRole.LogReview],
            Outcome = LogValue.OneOf(Code(LogReading.List), Code(LogReading.Entry), Code(LogReading.Verification)),
            Cause = LogValue.Of("the entry that was read").OrNone,
            Always = LogMembers.Holder | LogMembers.Purpose,
        },
        new()
        {
            Action = LogAction.LogRead,
            Meaning = "an officer read the log; of another agency's entries that one stands as holder",
            Place = LogPlace.Agency,
            Id = "read-*",
            Actors = [LogRole.LogReview],
            Outcome = LogValue.OneOf<LogReading>(),
            Cause = LogValue.Of("the entry that was read").OrNone,
            Always = LogMembers.Purpose,
            Sometimes = LogMembers.Holder | LogMembers.Case,
        },
        OfRegistry(
            LogAction.RegistryChanged, "a registration or a person changed, or is to",
            "registrationCreation", "registrationUpdate", "registrationSuspension", "personCreation", "personUpdate"),
        OfRegistry(
            LogAction.AgreementChanged, "an agreement changed, or is to", "agreementCreation", "agreementUpdate", "agreementEnding"),
        OfConsole("a person signed in to the console", LogRole.LogReview, OfficerEntries.ToConsole),
        OfConsole("somebody without the role signed in and was turned away", LogRole.None, OfficerEntries.TurnedAway),
    ];

    private static LogForm[] Disposals() =>
    [
        OfDisposal("something of a case is destroyed", LogPlace.Case, LogValue.OneOf<Disposal>()) with { Always = LogMembers.Holder },
        OfDisposal("the stop journal brought an erasure back", LogPlace.Case, LogValue.Never) with { Id = "{cause}" },
        OfDisposal(
            "a request is destroyed that no case knows of", LogPlace.Agency, LogValue.OneOf(Code(Disposal.Request))) with
        {
            NamesAgency = true,
        },
        OfDisposal("something is destroyed whose case is gone", LogPlace.Hub, LogValue.OneOf<Disposal>()),
        OfDisposal("what orchestrations that ended had kept is destroyed", LogPlace.Hub, LogValue.Count(DisposalEntries.Orchestrations)),
    ];

    private static LogForm OfRegistry(string action, string meaning, params IEnumerable<string> kinds) => new()
    {
        Action = action,
        Meaning = meaning,
        Place = LogPlace.Agency,
        Id = "{cause}.*.{agency}",
        Actors = [LogRole.RegistryManage, LogRole.Approver],
        Outcome = LogValue.OneOf(
            [.. kinds.SelectMany(kind => new[] { "proposed", "agreed", "applied", "rejected" }.Select(status => $"{kind}.{status}"))]),
        Cause = LogValue.Of("the change's id"),
    };

    private static LogForm OfConsole(string meaning, string role, string outcome) => new()
    {
        Action = LogAction.SignedIn,
        Meaning = meaning,
        Place = LogPlace.Agency,
        Id = "signin-*",
        Actors = [role],
        Outcome = LogValue.OneOf(outcome),
    };

    private static LogForm OfDisposal(string meaning, LogPlace place, LogValue what) => new()
    {
        Action = LogAction.Disposed,
        Meaning = meaning,
        Place = place,
        Id = "{cause}-disposed",
        Actors = [LogRole.System],
        Outcome = what,
        Cause = LogValue.Of("the id of what is destroyed"),
    };
}
