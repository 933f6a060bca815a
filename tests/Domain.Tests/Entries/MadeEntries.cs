using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Entries;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Entries;

/// <summary>An entry of each factory, in each form that it makes.</summary>
internal static class MadeEntries
{
    private const string Case = "case-1", Holder = "reg-a", Shelter = "reg-b", Wd = "wd-0123456789ab", Col = "col-1", Act = "7f", Link = "lnk-1";

    private static readonly DateTimeOffset At = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly Approval Worker = new(Holder, "p1", At);
    private static readonly Approval Other = new(Holder, "p2", At.AddMinutes(1));
    private static readonly Approval Collector = new(Shelter, "p9", At.AddMinutes(2));
    private static readonly StaffAct Doing = new(Case, Worker, Act);

    private static readonly SharingRequest Send = new()
    {
        Id = "req-1",
        Direction = Direction.Send,
        Sender = Holder,
        Recipient = Shelter,
        Submitted = Worker,
        Pathway = "shelter-referral",
    };

    private static readonly SharingRequest Ask = Send with { Direction = Direction.Ask, Submitted = Collector };

    private static readonly Decision Refused = new()
    {
        RequestId = "req-1",
        Kind = DecisionKind.Refuse,
        Reason = new Reason(ReasonKinds.ConsentNone, "R-001", 4),
        Reasons = [new Reason(ReasonKinds.ConsentNone, "R-001", 4)],
        Pathway = "shelter-referral",
        Purpose = "HOUSE",
        Sender = Holder,
        Recipient = Shelter,
        PolicyVersion = "sha256:00",
        ProfileVersion = "national.2",
        FactsDigest = "00",
    };

    private static readonly Decision Held = Refused with
    {
        Kind = DecisionKind.Hold,
        Reason = new Reason(ReasonKinds.ChildAgeDoubt, "R-130", 2, HoldFacts.AgeAssessment),
        Reasons = [new Reason(ReasonKinds.ChildAgeDoubt, "R-130", 2, HoldFacts.AgeAssessment)],
    };

    private static readonly Decision Released = Refused with
    {
        Kind = DecisionKind.Partial,
        Reason = new Reason(ReasonKinds.FieldNotNeeded, "R-026", 6),
        Reasons = [],
        Fields =
        [
            new FieldVerdict("identity.name", Treatment.AsIs, null, null, null, "R-026"),
            new FieldVerdict("identity.alias", Treatment.AsIs, null, null, null, "R-026"),
            new FieldVerdict("health.notes", Treatment.None, null, null, ReasonKinds.FieldNotNeeded, "R-026"),
        ],
        Absent = ["identity.alias"],
        ConsentId = "con-1",
        ConsentVersion = 3,
        AgreementId = "agr-1",
        AgreementVersion = 2,
    };

    private static readonly Consent Agreed = new()
    {
        Id = "con-1",
        Version = 3,
        CaseId = Case,
        Purpose = "HOUSE",
        Controller = Holder,
        Jurisdiction = "XA",
        Evidence = new InformedEvidence(),
    };

    private static readonly Release Sealed = new()
    {
        Id = "rel-1",
        RequestId = "req-1",
        Decision = Released,
        ReleasedAt = At,
        ExpiresAt = At.AddDays(1),
        Blob = new BlobReference("blob-1", [], 0),
    };

    private static readonly LogActor First = new(LogRole.RegistryManage, "reg-r", "p1");
    private static readonly LogActor Second = new(LogRole.RegistryManage, "reg-r", "p2");

    /// <summary>By factory. A name may stand several times.</summary>
    public static IReadOnlyList<(string Factory, LogEntry Entry)> All { get; } =
    [
        .. OfRequests(), .. OfReleases(), .. OfCollections(), .. OfStops(), .. OfCases(), .. OfRecords(), .. OfAgencies(), .. OfDisposals(),
    ];

    private static IEnumerable<(string, LogEntry)> OfRequests() => Under(
        nameof(SharingEntries),
        (nameof(SharingEntries.Submitted), SharingEntries.Submitted(Send, Case, At)),
        (nameof(SharingEntries.Submitted), SharingEntries.Submitted(Ask, Case, At)),
        (nameof(SharingEntries.Cancelled), SharingEntries.Cancelled(Send, Case, Worker)),
        (nameof(SharingEntries.Cancelled), SharingEntries.Cancelled(Ask, null, Collector)),
        (nameof(SharingEntries.Neutral), SharingEntries.Neutral(Ask, At)),
        (nameof(SharingEntries.Attempted), SharingEntries.Attempted(Refused with { Kind = DecisionKind.Neutral }, Case, At)),
        (nameof(SharingEntries.AttemptedByForeignReference), SharingEntries.AttemptedByForeignReference(Released, Case, At)),
        (nameof(SharingEntries.Refused), SharingEntries.Refused(Refused, Case, At)),
        (nameof(SharingEntries.Refused), SharingEntries.Refused(Refused with { Purpose = "" }, Case, At, "ev-1")),
        (nameof(SharingEntries.RefusedByFault), SharingEntries.RefusedByFault(Refused, Case, At)),
        (nameof(SharingEntries.RefusedByFault), SharingEntries.RefusedByFault(Refused, Case, At, Holder)),
        (nameof(SharingEntries.Held), SharingEntries.Held(Held, Case, 2, At)),
        (nameof(SharingEntries.Reviewed), SharingEntries.Reviewed(Send, Case, Act, true, Other, "ev-1")),
        (nameof(SharingEntries.Reviewed), SharingEntries.Reviewed(Send, Case, Act, false, Other, "ev-1")),
        (nameof(SharingEntries.ReconsiderationAsked), SharingEntries.ReconsiderationAsked(Send, Case, At, Worker, "st-1")),
        (nameof(SharingEntries.Queried),
            SharingEntries.Queried(Refused with { RequestId = "query-1" }, Case, LogRole.ConsentRecord, Worker)));

    private static IEnumerable<(string, LogEntry)> OfReleases() => Under(
        nameof(ReleaseEntries),
        [(nameof(ReleaseEntries.Released), ReleaseEntries.Released(Released, Case, At)),
        (nameof(ReleaseEntries.Released), ReleaseEntries.Released(Released with { ConsentId = null }, Case, At)),
        (nameof(ReleaseEntries.Accepted), ReleaseEntries.Accepted(Send, Case, Collector, null)),
        (nameof(ReleaseEntries.Accepted), ReleaseEntries.Accepted(Send, Case, Collector, "full")),
        .. new[]
        {
            ReleaseEnd.Expired, ReleaseEnd.Closed, ReleaseEnd.Cancelled, ReleaseEnd.Superseded, ReleaseEnd.Unconfirmed,
            ReleaseEnd.GateChanged, ReleaseEnd.Fault,
        }.Select(how => (nameof(ReleaseEntries.Ended), ReleaseEntries.Ended(Send, Case, how, At))),
        (nameof(ReleaseEntries.Ended), ReleaseEntries.Ended(Send, Case, ReleaseEnd.Declined, At, Collector, "full")),
        (nameof(ReleaseEntries.Ended), ReleaseEntries.Ended(Send, Case, ReleaseEnd.Reconsidered, At, Other, "ev-1")),
        (nameof(ReleaseEntries.Stopped), ReleaseEntries.Stopped(Sealed, Case, Wd, At)),
        (nameof(ReleaseEntries.Erased), ReleaseEntries.Erased(Sealed, Case, "reg-z", At)),
        .. Enum.GetValues<CopiesNotice>().Select(notice =>
            (nameof(ReleaseEntries.CopiesNoticed), ReleaseEntries.CopiesNoticed(notice, "req-1", Shelter, Wd, At)))]);

    private static IEnumerable<(string, LogEntry)> OfCollections() => Under(
        nameof(CollectionEntries),
        (nameof(CollectionEntries.Made),
            CollectionEntries.Made(Send, Case, Col, Released, Released with { ConsentVersion = 4 }, Collector)),
        (nameof(CollectionEntries.Joined), CollectionEntries.Joined(Send, Case, Col, Collector)),
        (nameof(CollectionEntries.Refused),
            CollectionEntries.Refused(Send, Case, Act, CollectionRefusal.NotParticipant, Collector)),
        (nameof(CollectionEntries.Aborted), CollectionEntries.Aborted(Send, Case, Col, CollectionAbort.KeyUnavailable, At)),
        (nameof(CollectionEntries.Cut), CollectionEntries.Cut(Send, Case, Col, At)),
        (nameof(CollectionEntries.Attested), CollectionEntries.Attested(Send, Case, Act, null, Collector)),
        (nameof(CollectionEntries.Attested), CollectionEntries.Attested(Send, Case, Act, "law-1", Collector)));

    private static IEnumerable<(string, LogEntry)> OfStops() => Under(
        nameof(WithdrawalEntries),
        (nameof(WithdrawalEntries.Withdrawn),
            WithdrawalEntries.Withdrawn(Wd, Case, Holder, StopTarget.Everything, LogActor.Survivor, At)),
        (nameof(WithdrawalEntries.Withdrawn),
            WithdrawalEntries.Withdrawn(Wd, Case, Holder, new StopTarget("con-1", "s1", Shelter), Taker, At)),
        (nameof(WithdrawalEntries.Revoked),
            WithdrawalEntries.Revoked(Wd, Case, Holder, Agreed, "court", ReasonKinds.RiskRaised, Taker, At)),
        (nameof(WithdrawalEntries.Repeated), WithdrawalEntries.Repeated(Wd, Case, Holder, "phone", Taker, At)),
        (nameof(WithdrawalEntries.WithdrawalRestored), WithdrawalEntries.WithdrawalRestored(Wd, Case, null, At)),
        (nameof(WithdrawalEntries.RevocationRestored), WithdrawalEntries.RevocationRestored(Wd, Case, "guardian", Taker, At)),
        (
            nameof(WithdrawalEntries.RevocationRestored),
            WithdrawalEntries.RevocationRestored("loss-1-" + Case, Case, StopChannel.JournalLost, First, At)),
        (nameof(WithdrawalEntries.RepeatRestored),
            WithdrawalEntries.RepeatRestored("again-1", Wd, Case, Holder, StopChannel.Link, LogActor.Survivor, At)),
        (nameof(WithdrawalEntries.Sealed), WithdrawalEntries.Sealed("loss-1-" + Case, Case, Holder, "loss-1", First, At)),
        (nameof(WithdrawalEntries.SealRestored),
            WithdrawalEntries.SealRestored("loss-1-" + Case, Case, StopChannel.JournalLost, First, At)),
        (nameof(WithdrawalEntries.StoppedBySeal),
            WithdrawalEntries.StoppedBySeal(
                WithdrawalEntries.Sealed("loss-1-" + Case, Case, Holder, "loss-1", First, At), "loss-1-" + Case, StopChannel.JournalLost,
                Second)));

    private static LogActor Taker => new(LogRole.ConsentRecord, Holder, "p1");

    private static IEnumerable<(string, LogEntry)> OfCases() =>
    [
        .. Under(
            nameof(CaseEntries),
            (nameof(CaseEntries.Opened), CaseEntries.Opened(Doing)),
            (nameof(CaseEntries.Closed), CaseEntries.Closed(Doing)),
            (nameof(CaseEntries.Read), CaseEntries.Read(Doing, CasePart.Participants)),
            (nameof(CaseEntries.FactsChanged), CaseEntries.FactsChanged(Doing)),
            (nameof(CaseEntries.ParticipantsChanged), CaseEntries.ParticipantsChanged(Doing)),
            (nameof(CaseEntries.Confirmed), CaseEntries.Confirmed(Doing, "knownToStaff", "ev-1")),
            (nameof(CaseEntries.OpeningAsked), CaseEntries.OpeningAsked(Doing)),
            (nameof(CaseEntries.OpenedInDanger), CaseEntries.OpenedInDanger(Doing, "e-6e")),
            (nameof(CaseEntries.ClockCorrectionAsked), CaseEntries.ClockCorrectionAsked(Doing)),
            (nameof(CaseEntries.From), CaseEntries.From(CaseEntries.ClockCorrected(Doing, "e-6e"), At.AddYears(3))),
            (nameof(CaseEntries.OverviewRead), CaseEntries.OverviewRead(Case, Holder, Act, At)),
            (nameof(CaseEntries.ReferenceIssued), CaseEntries.ReferenceIssued(Case, Act, Shelter, Worker)),
            (nameof(CaseEntries.KeyRewrapped), CaseEntries.KeyRewrapped(Case, Holder, Act, At))),
        .. Under(
            nameof(LinkEntries),
            (nameof(LinkEntries.Issued), LinkEntries.Issued(Doing, Link)),
            (nameof(LinkEntries.Rotated), LinkEntries.Rotated(Doing, Link)),
            (nameof(LinkEntries.Revoked), LinkEntries.Revoked(Doing, Link)),
            (nameof(LinkEntries.DetailsOpened), LinkEntries.DetailsOpened(Doing, Link)),
            (nameof(LinkEntries.DetailsClosed), LinkEntries.DetailsClosed(Link, null, Case, Holder, At)),
            (nameof(LinkEntries.EndedWithCase), LinkEntries.EndedWithCase(Link, Case, Holder, At))),
    ];

    private static IEnumerable<(string, LogEntry)> OfRecords() =>
    [
        .. Under(
            nameof(RecordEntries),
            (nameof(RecordEntries.Written), RecordEntries.Written(Doing, RecordEntries.VersionOf("main", 2), true, ["identity"])),
            (nameof(RecordEntries.Read), RecordEntries.Read(Doing, "main@2", ["identity"])),
            (nameof(RecordEntries.Previewed), RecordEntries.Previewed(Doing, Shelter, ["identity"])),
            (nameof(RecordEntries.ApprovedRead), RecordEntries.ApprovedRead(Doing, "apr-1")),
            (nameof(RecordEntries.Approved), RecordEntries.Approved(Doing, "apr-1", Shelter, "shelter-referral", ["identity"])),
            (nameof(RecordEntries.ApprovalWithdrawn), RecordEntries.ApprovalWithdrawn(Doing, "apr-1", Shelter, "shelter-referral"))),
        .. Under(
            nameof(ConsentEntries),
            (nameof(ConsentEntries.Recorded), ConsentEntries.Recorded(Doing, Agreed)),
            (nameof(ConsentEntries.Reconfirmed), ConsentEntries.Reconfirmed(Doing, Agreed)),
            (nameof(ConsentEntries.Listed), ConsentEntries.Listed(Doing)),
            (nameof(ConsentEntries.Read), ConsentEntries.Read(Doing, ConsentPart.Receipt, "con-1"))),
    ];

    private static IEnumerable<(string, LogEntry)> OfAgencies() =>
    [
        .. Under(
            nameof(OfficerEntries),
            (nameof(OfficerEntries.SignedIn), OfficerEntries.SignedIn(Act, true, Other)),
            (nameof(OfficerEntries.SignedIn), OfficerEntries.SignedIn(Act, false, Other)),
            (nameof(OfficerEntries.ReadOfCase), OfficerEntries.ReadOfCase(Act, Case, "review", LogReading.Entry, "e-6e", Other)),
            (nameof(OfficerEntries.Read), OfficerEntries.Read(Act, "review", LogReading.Nothing, null, Other)),
            (nameof(OfficerEntries.ReadAbout), OfficerEntries.ReadAbout(Act, Shelter, Case, "complaint", LogReading.List, null, Other))),
        .. Under(
            nameof(RegistryEntries),
            (nameof(RegistryEntries.Changed), RegistryEntries.Changed("chg-1", "personUpdate", "proposed", Holder, Worker, true)),
            (nameof(RegistryEntries.AgreementChanged),
                RegistryEntries.AgreementChanged("chg-1", "agreementEnding", "applied", Shelter, Worker, false))),
    ];

    private static IEnumerable<(string, LogEntry)> OfDisposals() => Under(
        nameof(DisposalEntries),
        (nameof(DisposalEntries.OfCase), DisposalEntries.OfCase(Disposal.UnconfirmedRequest, "req-1", Case, Holder, At)),
        (nameof(DisposalEntries.OfAgency), DisposalEntries.OfAgency(Disposal.Request, "req-1", Shelter, At)),
        (nameof(DisposalEntries.OfHub), DisposalEntries.OfHub(Disposal.Package, "req-1-a", At)),
        (nameof(DisposalEntries.OfOrchestrations), DisposalEntries.OfOrchestrations(12, Act, At)),
        (nameof(DisposalEntries.ErasureRestored), DisposalEntries.ErasureRestored("case-1-unconfirmed-disposed", Case, At)));

    private static IEnumerable<(string, LogEntry)> Under(string type, params IEnumerable<(string Factory, LogEntry Entry)> made) =>
        made.Select(one => ($"{type}.{one.Factory}", one.Entry));
}
