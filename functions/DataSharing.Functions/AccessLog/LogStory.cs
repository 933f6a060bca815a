using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.AccessLog;

/// <summary>An entry with all that belongs to it, oldest first. What the reader may not see is not in it.</summary>
/// <param name="Entry">The entry asked for.</param>
/// <param name="Events">The entries of the same request, release or cause, this one among them.</param>
/// <param name="Decision">The decision with every reason: for the holder's officer alone.</param>
/// <param name="Asked">The requester's view of its own request: for the requester's officer.</param>
/// <param name="Override">Why it went, or was to go, without consent: for the holder's officer alone.</param>
/// <param name="Release">Where the release stands, and who collected it.</param>
/// <param name="Stopped">Of a withdrawal or revocation, each release that it stopped with its own decision: for the holder's officer
/// alone.</param>
/// <param name="Stops">Stops that this is about, and what agencies confirmed of their copies: for the holder's officer alone.</param>
/// <param name="Attestation">What the recipient confirmed of its copies.</param>
/// <param name="Approval">Of an approval of a content, or its withdrawal: how the content was read to her. For the holder's officer
/// alone.</param>
/// <param name="WithoutConsent">What was released rests on no consent: on an override's ground or on a duty. For the holder's
/// officer alone.</param>
/// <param name="SurvivorToBeTold">It went without consent, she is to be told as soon as that is safe, and that she was is not on
/// record. For the holder's officer alone.</param>
/// <param name="Chain">Whether the stream it stands in is whole: for the holder's officer alone.</param>
/// <param name="AsOf">Complete up to this time: whatever of it was recorded before is in it.</param>
public sealed record LogStory(
    LogEntryView Entry,
    IReadOnlyList<LogEntryView> Events,
    StoryDecision? Decision,
    RequesterView? Asked,
    StoryOverride? Override,
    StoryRelease? Release,
    IReadOnlyList<StoryStopped> Stopped,
    IReadOnlyList<StoryStop> Stops,
    AttestationView? Attestation,
    LogVerificationView? Chain,
    DateTimeOffset AsOf,
    StoryApproval? Approval = null,
    bool? WithoutConsent = null,
    bool? SurvivorToBeTold = null);

/// <summary>That a content was read to the person and that she approved it. Not what it says: that is read in the case.</summary>
/// <param name="ReadBy">Staff id of the holder's person who read it to her.</param>
/// <param name="ReadIn">The language it was read to her in: a tag of BCP 47.</param>
/// <param name="ReadAt">When she approved it.</param>
/// <param name="WithLetter">A letter was read to her too.</param>
/// <param name="WithdrawnAt">When it was taken back; left out: it was not.</param>
/// <param name="Id">Its id.</param>
public sealed record StoryApproval(
    string Id, string ReadBy, string ReadIn, DateTimeOffset ReadAt, bool WithLetter, DateTimeOffset? WithdrawnAt);

/// <summary>A decision: outcome, every reason, every field with its verdict, and the versions it rested on. No values.</summary>
/// <param name="Reason">Why it was decided so: the reason kind that came first, or the ground of what went without consent; left
/// out: everything asked passes.</param>
/// <param name="Outcome">The decision.</param>
/// <param name="Tier">How much passes; left out: nothing does.</param>
/// <param name="Pathway">Pathway id.</param>
/// <param name="Purpose">Purpose code.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="ReleasedGroups">Field groups of which something passes.</param>
/// <param name="Flags">What the holder should look at.</param>
/// <param name="Consent">The consent that it rests on.</param>
/// <param name="Agreement">The agreement that it rests on.</param>
/// <param name="Policy">Version of the policy.</param>
/// <param name="Profile">Edition of the national profile.</param>
/// <param name="Digest">Of the whole decision: the same again for the same facts.</param>
public sealed record StoryDecision(
    string Outcome,
    string? Tier,
    string Pathway,
    string Purpose,
    DateTimeOffset DecidedAt,
    IReadOnlyList<StoryReason> Reasons,
    IReadOnlyList<string> ReleasedGroups,
    IReadOnlyList<WithheldGroup> WithheldGroups,
    IReadOnlyList<StoryField> Fields,
    IReadOnlyList<string> Flags,
    string? Consent,
    string? Agreement,
    string Policy,
    string Profile,
    string Digest,
    string? Reason = null);

/// <summary>One reason, the rule that gave it, and the fact that a hold waits for.</summary>
/// <param name="Kind">The reason kind.</param>
/// <param name="Rule">Id of the rule that gave it.</param>
/// <param name="WaitsFor">The fact that would let it pass; left out: none would.</param>
/// <param name="Missing">What is missing of it.</param>
public sealed record StoryReason(string Kind, string Rule, string? WaitsFor, IReadOnlyList<string>? Missing);

/// <summary>One field's verdict.</summary>
/// <param name="Released">It passes, and something of it was in the package where there is one.</param>
/// <param name="Absent">It passed, and the record held nothing of it that could go.</param>
/// <param name="Path">Field path.</param>
/// <param name="Treatment">What happens to the value on its way.</param>
/// <param name="Reason">Why it does not pass; left out: it does.</param>
/// <param name="Rule">Id of the rule that decided it.</param>
public sealed record StoryField(string Path, bool Released, string Treatment, string? Reason, string Rule, bool Absent = false);

/// <summary>
/// A claim to share without consent, as whoever made it put it on record. References are those of the agency's own files.
/// </summary>
/// <param name="Ground">Ground of the closed list .</param>
/// <param name="ConsentNotSought">Why she was not asked, or not heeded .</param>
/// <param name="PolicyReference">Where the agency's policy names the ground .</param>
/// <param name="PriorNoticeReference">Where it is on record that she was told of the ground beforehand .</param>
/// <param name="WeighingReference">Where harm and benefit were weighed .</param>
/// <param name="OrderReference">The court's or legal order.</param>
/// <param name="Concern">The risk row that it is about .</param>
/// <param name="NoUnbarredUnitReference">Where it is on record that no unbarred unit can act in time .</param>
/// <param name="ContradictionReference">Where both persons recorded which of two contradicting facts holds .</param>
/// <param name="Urgent">Claimed as urgent: on such a ground one person may send it before another confirms.</param>
/// <param name="First">Who decided.</param>
/// <param name="Second">Who approved or confirmed; left out: nobody yet.</param>
/// <param name="ConfirmBy">Until when a second person must confirm, while nobody has.</param>
/// <param name="SurvivorToBeTold">She is to be told as soon as that is safe, and that she was is not on record.</param>
public sealed record StoryOverride(
    string Ground,
    string ConsentNotSought,
    string? PolicyReference,
    string? PriorNoticeReference,
    string? WeighingReference,
    string? OrderReference,
    string? Concern,
    string? NoUnbarredUnitReference,
    string? ContradictionReference,
    bool Urgent,
    ApprovalView First,
    ApprovalView? Second,
    DateTimeOffset? ConfirmBy,
    bool SurvivorToBeTold);

/// <summary>A release that a stop ended, and the decision it had rested on.</summary>
public sealed record StoryStopped(StoryRelease Release, StoryDecision Decision);

/// <summary>Where a release stands.</summary>
/// <param name="Groups">Groups of which something was in its package: that is what each collection handed out.</param>
/// <param name="Id">Its id.</param>
/// <param name="Recipient">The receiving registration.</param>
/// <param name="Pathway">Pathway id.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="ReleasedAt">When it was released.</param>
/// <param name="ExpiresAt">Until when it can be collected, exclusive.</param>
/// <param name="EndedAt">When it ended; left out: it has not.</param>
public sealed record StoryRelease(
    string Id, string Recipient, string Pathway, string State, DateTimeOffset ReleasedAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt,
    IReadOnlyList<StoryCollection> Collections, IReadOnlyList<string> Groups);

/// <summary>One collection; from its time on the recipient must be assumed to have the data, unless it was aborted.</summary>
/// <param name="At">When it began.</param>
/// <param name="Recipient">The registration that collected.</param>
/// <param name="Person">Staff id of who collected; left out: not seen by this reader.</param>
/// <param name="Outcome">Whether it went out whole.</param>
public sealed record StoryCollection(DateTimeOffset At, string Recipient, string? Person, string Outcome);

/// <summary>A stop: of everything, of one consent, or of one sharing.</summary>
/// <param name="At">When, by the clock of then.</param>
/// <param name="Channel">
/// By which way it came: <c>link</c>, <c>code</c>, <c>inPerson</c>, <c>phone</c>, <c>video</c>, <c>letter</c>, <c>advocate</c>,
/// <c>desk</c>;
/// of a revocation, who revoked; <c>journalLost</c>: the stop journal was lost, and everything was stopped.
/// </param>
/// <param name="TakenBy">The agency that took it for the holder, by taking part in the case; left out: the holder, or she herself.</param>
/// <param name="ClockCorrectedAt">A clock was ahead when it was said: when two persons set the case's highest time back. Left out:
/// none was.</param>
/// <param name="Id">Its id.</param>
/// <param name="Scope">What it is about.</param>
/// <param name="ByPerson">She said so herself; false: somebody else stopped it.</param>
/// <param name="State">Whether every recipient has been told, and has answered.</param>
/// <param name="Copies">By recipient.</param>
public sealed record StoryStop(
    string Id, DateTimeOffset At, string Scope, bool ByPerson, string State, IReadOnlyList<StoryCopies> Copies, string Channel,
    string? TakenBy = null, DateTimeOffset? ClockCorrectedAt = null);

/// <summary>What became of an agency's copies, as far as it said.</summary>
/// <param name="AttestedAt">When it had answered for all of them.</param>
/// <param name="Copies">What it answered: <c>destroyed</c>, or <c>retainedByLaw</c> where a law makes it keep any; left out: nothing
/// yet.</param>
/// <param name="Registration">The recipient.</param>
/// <param name="ToldAt">When it was told.</param>
/// <param name="RemindedAt">When it was reminded.</param>
/// <param name="EscalatedAt">When its officer was told that it had not answered.</param>
public sealed record StoryCopies(
    string Registration, DateTimeOffset? ToldAt, DateTimeOffset? RemindedAt, DateTimeOffset? EscalatedAt, DateTimeOffset? AttestedAt,
    string? Copies);

/// <summary>The check of a stream.</summary>
/// <param name="Intact">
/// Every entry is as it was written and in its place up to the head, the head is sealed with the key that lies outside of the
/// database, whatever left and every stop has its entry, and the database was not set back since.
/// </param>
/// <param name="Entries">Chained entries.</param>
/// <param name="Head">Hash of the last one.</param>
/// <param name="Waiting">Entries committed that have no place in the chain yet: they get it within seconds, or with the next change
/// of the case if that comes before.</param>
/// <param name="Defect">What is wrong first.</param>
/// <param name="BadEntry">The entry it is wrong with, or the release or stop that has none; null where it is not about one.</param>
/// <param name="BadPlace">The place, from 1, at which the chain breaks; null where it does not.</param>
/// <param name="Stream">The case, or the agency, whose entries were checked.</param>
public sealed record LogVerificationView(
    string Stream, bool Intact, int Entries, string Head, int Waiting, string? Defect, string? BadEntry, long? BadPlace);
