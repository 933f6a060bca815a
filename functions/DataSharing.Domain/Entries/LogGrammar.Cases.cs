using DataSharing.Domain.AccessLog;

namespace DataSharing.Domain.Entries;

public static partial class LogGrammar
{
    private static LogForm[] Consents() =>
    [
        OfStaff(LogAction.ConsentRecorded, "a consent was recorded", LogMembers.Purpose | LogMembers.Versions) with
        {
            Cause = LogValue.Of("the consent's id"),
        },
        OfStaff(LogAction.ConsentReconfirmed, "the person confirmed it again", LogMembers.Versions) with
        {
            Cause = LogValue.Of("the consent's id"),
        },
        OfStaff(LogAction.ConsentRead, "the list of consents was read") with
        {
            Outcome = LogValue.OneOf(Code(ConsentPart.List)),
        },
        OfStaff(LogAction.ConsentRead, "one consent or its receipt was read") with
        {
            Outcome = LogValue.OneOf(Code(ConsentPart.Consent), Code(ConsentPart.Receipt)),
            Cause = LogValue.Of("the consent's id"),
        },
        OfStaff(
            LogAction.ContentApproved, "the person approved the exact content for one recipient",
            LogMembers.Recipient | LogMembers.Pathway | LogMembers.FieldGroups) with
        {
            Cause = LogValue.Of("the approval's id"),
        },
        OfStaff(LogAction.ContentWithdrawn, "an approval was taken back", LogMembers.Recipient | LogMembers.Pathway) with
        {
            Cause = LogValue.Of("the approval's id"),
        },
    ];

    private static LogForm[] Cases() =>
    [
        OfStaff(LogAction.CaseOpened, "a case was opened"),
        OfStaff(LogAction.CaseClosed, "a case was closed"),
        OfStaff(LogAction.CaseConfirmed, "the person of a sealed case was identified and confirmed it") with
        {
            Outcome = LogValue.OneOf(CaseEntries.ByDocument, CaseEntries.KnownToStaff),
            Cause = LogValue.Of("the evidence of it"),
        },
        OfStaff(LogAction.OpeningAsked, "the first of two persons asked to open a sealed case, because a life is in danger"),
        OfStaff(LogAction.OpenedInDanger, "the second opened it") with { Cause = LogValue.Of("the first one's entry") },
        OfStaff(LogAction.ClockCorrectionAsked, "the first of two persons asked to set the case's highest time back"),
        OfStaff(LogAction.ClockCorrected, "the second set it back to the present") with
        {
            Outcome = LogValue.Moment("the highest time before"),
            Cause = LogValue.Of("the first one's entry"),
        },
        OfStaff(LogAction.CaseRead, "facts, participants, approvals or withdrawal links were read") with
        {
            Outcome = LogValue.OneOf<CasePart>(),
        },
        OfStaff(LogAction.FactsChanged, "facts of the case changed"),
        OfStaff(LogAction.ParticipantsChanged, "the holder changed who takes part"),
        OfStaff(LogAction.RecordWritten, "a record was written") with
        {
            Outcome = LogValue.OneOf(RecordEntries.Created, RecordEntries.Replaced),
            Cause = LogValue.Of("record and version"),
            Sometimes = LogMembers.FieldGroups,
        },
        OfStaff(LogAction.RecordRead, "the record was read") with
        {
            Outcome = LogValue.OneOf(RecordEntries.Whole),
            Cause = LogValue.Of("record and version"),
            Sometimes = LogMembers.FieldGroups,
        },
        OfStaff(LogAction.RecordRead, "what would go was read, to be read to the person", LogMembers.FieldGroups) with
        {
            Outcome = LogValue.OneOf(RecordEntries.Preview),
            Cause = LogValue.Of("the recipient"),
        },
        OfStaff(LogAction.RecordRead, "a content that the person had approved was read") with
        {
            Outcome = LogValue.OneOf(Code(Disposal.ApprovedContent)),
            Cause = LogValue.Of("the approval's id"),
        },
        new()
        {
            Action = LogAction.OverviewRead,
            Meaning = "the person looked at who holds what",
            Place = LogPlace.Case,
            Id = "e-*",
            Actors = [LogRole.Survivor],
            Always = LogMembers.Holder,
        },
        OfStaff(LogAction.ReferenceIssued, "an agency was given a reference by which it can ask about the case", LogMembers.Recipient) with
        {
            Id = "code-*",
        },
        OfStaff(LogAction.KeyRewrapped, "the case's key was wrapped anew by a newer key of its holder") with
        {
            Id = "rewrap-*",
            Actors = [LogRole.System],
        },
    ];

    private static LogForm[] Links() =>
    [
        OfLink(LogAction.LinkIssued, "a withdrawal link was issued"),
        OfLink(LogAction.LinkRotated, "a withdrawal link replaced another; the cause is the new one"),
        OfLink(LogAction.LinkRevoked, "a withdrawal link was made invalid"),
        OfLink(LogAction.LinkRevoked, "a withdrawal link ended with its case") with
        {
            Id = "{cause}-closed",
            Actors = [LogRole.System],
            Outcome = LogValue.OneOf(LinkEntries.CaseClosed),
        },
        OfLink(LogAction.LinkDetailsClosed, "ten wrong words: the details behind the link are closed, stopping is not") with
        {
            Actors = [LogRole.System],
        },
        OfLink(LogAction.LinkDetailsOpened, "the details behind a link were opened again"),
    ];

    private static LogForm OfLink(string action, string meaning) => OfStaff(action, meaning) with { Cause = LogValue.Of("the link's id") };

    // What the holder's own staff does with a case.
    private static LogForm OfStaff(string action, string meaning, LogMembers also = LogMembers.None) => new()
    {
        Action = action,
        Meaning = meaning,
        Place = LogPlace.Case,
        Id = "e-*",
        Actors = [LogRole.ConsentRecord],
        Always = LogMembers.Holder | also,
    };

    private static string Code<T>(T value) where T : struct, Enum => Policy.WireCode.Of(value);
}
