using DataSharing.Domain.Entries;
using DataSharing.Functions.AccessLog;

namespace DataSharing.Functions.Console;

/// <summary>The log's codes in plain words. A code without words shows as itself; a test holds actions and reasons complete.</summary>
public static class Words
{
    public static IReadOnlyDictionary<string, string> Actions { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [LogAction.RequestSubmitted] = "Sharing requested",
        [LogAction.RequestCancelled] = "Request cancelled",
        [LogAction.DecisionMade] = "Request decided",
        [LogAction.DecisionQueried] = "Decision tried out",
        [LogAction.ReviewHeld] = "Held for review",
        [LogAction.ReviewDecided] = "Review decided",
        [LogAction.ReconsiderationAsked] = "Reconsideration asked",
        [LogAction.ReleaseCreated] = "Data released",
        [LogAction.ReleaseClosed] = "Release ended",
        [LogAction.ReleaseStopped] = "Sharing stopped",
        [LogAction.ReleaseAccepted] = "Referral accepted",
        [LogAction.ReleaseDeclined] = "Referral declined",
        [LogAction.CollectionMade] = "Data collected",
        [LogAction.CollectionCut] = "Collection cut off",
        [LogAction.CollectionRefused] = "Collection refused",
        [LogAction.Aborted] = "Aborted: nothing left",
        [LogAction.WithdrawalRecorded] = "Consent withdrawn",
        [LogAction.WithdrawalRepeated] = "Stop said again",
        [LogAction.AttestationMade] = "Answered about its copies",
        [LogAction.ConsentRecorded] = "Consent recorded",
        [LogAction.ConsentReconfirmed] = "Consent reconfirmed",
        [LogAction.ConsentRevoked] = "Consent revoked",
        [LogAction.ConsentRead] = "Consent read",
        [LogAction.ContentApproved] = "Content approved by the person",
        [LogAction.ContentWithdrawn] = "Approval of a content taken back",
        [LogAction.CaseOpened] = "Case opened",
        [LogAction.CaseClosed] = "Case closed",
        [LogAction.CaseSealed] = "Case sealed: journal lost",
        [LogAction.CaseConfirmed] = "Sealed case confirmed",
        [LogAction.OpeningAsked] = "Opening of a sealed case asked for (danger to life)",
        [LogAction.OpenedInDanger] = "Sealed case opened by two persons (danger to life)",
        [LogAction.ClockCorrectionAsked] = "Correction of the case's clock asked for",
        [LogAction.ClockCorrected] = "Case's clock corrected by two persons",
        [LogAction.CaseRead] = "Case read",
        [LogAction.FactsChanged] = "Case facts changed",
        [LogAction.ReferenceIssued] = "Hand-over reference issued",
        [LogAction.ParticipantsChanged] = "Participants changed",
        [LogAction.RecordWritten] = "Record written",
        [LogAction.RecordRead] = "Record read",
        [LogAction.LogRead] = "Access log read",
        [LogAction.OverviewRead] = "Survivor looked at who holds what",
        [LogAction.LinkIssued] = "Withdrawal link issued",
        [LogAction.LinkRotated] = "Withdrawal link replaced",
        [LogAction.LinkDetailsClosed] = "Ten wrong words: details behind a withdrawal link closed",
        [LogAction.LinkDetailsOpened] = "Details behind a withdrawal link opened again",
        [LogAction.LinkRevoked] = "Withdrawal link revoked",
        [LogAction.RegistryChanged] = "Registry changed",
        [LogAction.AgreementChanged] = "Agreement changed",
        [LogAction.SignedIn] = "Signed in",
        [LogAction.Exported] = "Data exported",
        [LogAction.Disposed] = "Data disposed of",
        [LogAction.KeyRewrapped] = "Key of the records renewed",
    };

    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ReasonKinds.ConsentNone] = "no consent covers it",
        [ReasonKinds.ConsentInvalidForm] = "the consent lacks a required element",
        [ReasonKinds.ConsentExpired] = "the consent has expired",
        [ReasonKinds.ConsentWithdrawn] = "the person withdrew consent",
        [ReasonKinds.ConsentPurpose] = "the consent is for another purpose",
        [ReasonKinds.ConsentRecipient] = "the consent does not name this recipient",
        [ReasonKinds.ConsentScope] = "outside the consent's scope",
        [ReasonKinds.ConsentContentChanged] = "the content is not what the person approved",
        [ReasonKinds.CapacityUnassessed] = "capacity is in doubt and not assessed",
        [ReasonKinds.ChildAgeDoubt] = "age is in doubt",
        [ReasonKinds.ChildGuardianMissing] = "the child has no guardian yet",
        [ReasonKinds.ChildGuardianUnfit] = "the guardian may not act in this",
        [ReasonKinds.ChildSpecialistOnly] = "only a child specialist may have it",
        [ReasonKinds.InterpreterUnfit] = "the interpreter may not act in this",
        [ReasonKinds.PresenceUnvetted] = "somebody present was not vetted",
        [ReasonKinds.AgreementMissing] = "no agreement between the agencies",
        [ReasonKinds.AgreementLapsed] = "the agreement is not in force",
        [ReasonKinds.RecipientUnverified] = "the recipient is not verified",
        [ReasonKinds.RecipientRole] = "not for a recipient of this role",
        [ReasonKinds.RecipientNotParticipant] = "the recipient is no participant of the case",
        [ReasonKinds.RecipientConflict] = "the recipient has a conflict of interest",
        [ReasonKinds.ChannelUnverified] = "the recipient's channel is not verified",
        [ReasonKinds.ChannelUnsafe] = "the channel is not safe",
        [ReasonKinds.RiskMissing] = "a risk assessment is missing",
        [ReasonKinds.RiskRaised] = "the risk is raised",
        [ReasonKinds.OriginatorCode] = "the originator's handling code forbids it",
        [ReasonKinds.AuthoritySpecial] = "a special authority must approve",
        [ReasonKinds.FirewallImmigration] = "closed to immigration enforcement",
        [ReasonKinds.NeverField] = "never shared with such a recipient",
        [ReasonKinds.PurposeProhibited] = "a prohibited purpose",
        [ReasonKinds.PurposeConditionality] = "support must not depend on it",
        [ReasonKinds.CourtOrderRequired] = "needs a court's order",
        [ReasonKinds.RecordSuppressed] = "the record is suppressed",
        [ReasonKinds.RecordMissing] = "nothing of it is on record",
        [ReasonKinds.ClockRemovalBar] = "removal is barred for now",
        [ReasonKinds.OverrideGroundMissing] = "something that sharing without consent needs is missing",
        [ReasonKinds.OverrideNoticeMissing] = "the person was not told of this ground beforehand",
        [ReasonKinds.FieldNotNeeded] = "not needed for the purpose",
        ["notAgreed"] = "not agreed to",
        ["notNeeded"] = "not needed for the purpose",
        ["notPermitted"] = "not permitted",
        ["fault"] = "a rule failed, so it was refused",
        // Of what went without consent the reason is its ground.
        ["danger"] = "without consent: imminent danger to her or others",
        ["selfHarmOrIncapacity"] = "without consent: imminent self-harm or acute incapacity",
        ["childSafety"] = "without consent: a child's safety",
        ["childRecruiting"] = "without consent: a child found recruiting others",
        ["mandatedReport"] = "without consent: a report that the law demands",
        ["detention"] = "without consent: held in detention",
        ["courtOrder"] = "without consent: a binding court or legal order",
    };

    /// <summary>By which way a stop came.</summary>
    public static string Channel(string code) => code switch
    {
        "link" => "on her page, by link or code",
        "code" => "on her page, by code",
        "inPerson" => "in person",
        "phone" => "by phone",
        "video" => "by video call",
        "letter" => "by letter",
        "advocate" => "through an advocate",
        "desk" => "at a desk",
        "oral" => "by word of mouth",
        _ => Plain(code),
    };

    /// <summary>What happened, of entries whose action alone would tell too little.</summary>
    public static string Action(LogEntryView entry) => entry is { Action: LogAction.ConsentRevoked, Outcome: StopChannel.JournalLost }
        ? "Sharing stopped because the stop journal was lost"
        : Action(entry.Action);

    /// <summary>The outcome of an entry; a time where it is the highest that a case had seen.</summary>
    public static string Outcome(LogEntryView entry) => entry is { Action: LogAction.ClockCorrected, Outcome: { } from }
        ? $"highest time before: {from}, set back to {StoryTexts.Machine(entry.At)}"
        : Outcome(entry.Outcome ?? "");

    /// <summary>Outcomes that have words of their own, or that an officer looks for; every other code shows as itself.</summary>
    public static IReadOnlyDictionary<string, string> Outcomes { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["RELEASE"] = "released",
        ["PARTIAL"] = "partly released",
        ["REFUSE"] = "refused",
        ["NEUTRAL"] = "answered neutrally",
        ["HOLD"] = "waiting",
        ["OVERRIDE"] = "shared without consent",
        ["proceed"] = "reviewed: proceed",
        ["refuse"] = "reviewed: refuse",
        ["unconfirmed"] = "ended: no second person confirmed",
        ["superseded"] = "ended: out of date",
        ["expired"] = "expired",
        ["stopped"] = "ended by a stop",
        ["declined"] = "declined",
        ["notParticipant"] = "not a participant",
        ["joined"] = "joined as a member of the desk",
        ["destroyed"] = "copies destroyed",
        ["retainedByLaw"] = "copies kept by law",
        ["deletionDue"] = "told to destroy its copies",
        ["deletionReminder"] = "reminded of its copies",
        ["deletionOverdue"] = "no answer about its copies",
        ["all"] = "everything",
        ["consent"] = "one consent",
        ["scope"] = "one sharing",
        ["recipient"] = "one sharing with one agency",
        ["link"] = "by her link",
        ["code"] = "by her code",
        ["list"] = "list",
        ["entry"] = "one entry",
        ["none"] = "nothing found",
        ["console"] = "console",
        [StopChannel.JournalLost] = "stop journal lost",
        ["accepted"] = "accepted",
        ["closed"] = "ended in the normal course",
        ["cancelled"] = "cancelled",
        ["reconsidered"] = "ended: decided wrongly",
        ["created"] = "first written",
        ["replaced"] = "written anew",
        ["erased"] = "erased",
        ["refused"] = "refused to sign in",
        ["court"] = "by a court",
        ["guardian"] = "by the guardian",
        ["childProtection"] = "by child protection",
        ["reviewer"] = "by a reviewer",
        ["gateChanged"] = "something changed meanwhile",
        ["changed"] = "something changed meanwhile; nothing was sent",
        ["keyUnavailable"] = "the key store did not answer; nothing was sent",
        ["notReadable"] = "the package could not be read",
        ["fault"] = "a fault",
        ["facts"] = "facts",
        ["participants"] = "participants",
        ["receipt"] = "receipt",
        ["approvals"] = "approvals",
        ["links"] = "withdrawal links",
        ["approvedContent"] = "approved content",
        ["preview"] = "content to be read to her",
        ["verification"] = "check of the log",
    };

    /// <summary>Why consent was not sought, or not heeded.</summary>
    public static string NotSought(string code) => code switch
    {
        "unreachable" => "she could not be reached in time",
        "askingCreatesDanger" => "asking would have created danger",
        "cannotAnswer" => "she could not answer",
        "refused" => "she said no",
        "lawRequires" => "the law demands it",
        "notStated" => "no reason is on record",
        _ => Plain(code),
    };

    public static string Action(string code) => Actions.GetValueOrDefault(code, code);

    public static string Reason(string code) => Reasons.GetValueOrDefault(code) ?? Plain(code);

    public static string Outcome(string code) => Outcomes.GetValueOrDefault(code) ?? Plain(code);

    /// <summary>A code in camelCase or with dots as words, e.g. <c>retainedByLaw</c> as "retained by law".</summary>
    public static string Plain(string code) => string.Concat(code.Select((letter, i) =>
        letter is '.' or '-' or '_'
            ? " "
            : i > 0 && char.IsAsciiLetterUpper(letter) && char.IsAsciiLetterLower(code[i - 1])
            ? " " + char.ToLowerInvariant(letter)
            : letter.ToString()));

    /// <summary>The colour that an outcome has beside its word; words alone carry the meaning.</summary>
    public static string Tone(string? outcome) => outcome switch
    {
        "RELEASE" or "PARTIAL" => "good",
        "REFUSE" or "NEUTRAL" or "refused" or "aborted" or "cut" or "stopped" => "bad",
        "HOLD" or "OVERRIDE" or "superseded" => "warn",
        _ => "calm",
    };
}
