using DataSharing.Domain.Decisions;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.AccessLog;

/// <summary>An entry with all that belongs to it, oldest first. What the reader may not see is not in it.</summary>
/// <param name="Entry">The entry asked for.</param>
/// <param name="Events">The entries of the same request, release or cause, this one among them.</param>
/// <param name="Decision">The decision with every reason: for the holder's officer alone.</param>
/// <param name="Asked">The requester's view of its own request: for the requester's officer.</param>
/// <param name="Release">Where the release stands, and who collected it.</param>
/// <param name="Stops">Stops that this is about, and what agencies confirmed of their copies: for the holder's officer alone.</param>
/// <param name="Attestation">What the recipient confirmed of its copies.</param>
/// <param name="Chain">Whether the stream it stands in is whole: for the holder's officer alone.</param>
/// <param name="AsOf">Complete up to this time: whatever of it was recorded before is in it.</param>
public sealed record LogStory(
    LogEntryView Entry,
    IReadOnlyList<LogEntryView> Events,
    StoryDecision? Decision,
    RequesterView? Asked,
    StoryRelease? Release,
    IReadOnlyList<StoryStop> Stops,
    AttestationView? Attestation,
    LogVerificationView? Chain,
    DateTimeOffset AsOf);

/// <summary>A decision: outcome, every reason, every field with its verdict, and the versions it rested on. No values.</summary>
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
    string Digest);

/// <summary>One reason, the rule that gave it, and the fact that a hold waits for.</summary>
public sealed record StoryReason(string Kind, string Rule, string? WaitsFor, IReadOnlyList<string>? Missing);

/// <summary>One field's verdict.</summary>
public sealed record StoryField(string Path, bool Released, string Treatment, string? Reason, string Rule);

/// <summary>Where a release stands.</summary>
public sealed record StoryRelease(
    string Id, string State, DateTimeOffset ReleasedAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt, IReadOnlyList<StoryCollection> Collections);

/// <summary>One collection; from its time on the recipient must be assumed to have the data, unless it was aborted.</summary>
public sealed record StoryCollection(DateTimeOffset At, string Recipient, string? Person, string Outcome);

/// <summary>A stop: of everything, of one consent, or of one sharing.</summary>
public sealed record StoryStop(string Id, DateTimeOffset At, string Scope, bool ByPerson, string State, IReadOnlyList<StoryCopies> Copies);

/// <summary>How far an agency is with deleting what it had fetched.</summary>
public sealed record StoryCopies(
    string Registration, DateTimeOffset? ToldAt, DateTimeOffset? RemindedAt, DateTimeOffset? EscalatedAt, DateTimeOffset? AttestedAt);

/// <summary>The check of a stream.</summary>
/// <param name="Intact">
/// Every entry is as it was written and in its place up to the head, the head is sealed with the key that lies outside of the
/// database, whatever left and every stop has its entry, and the database was not set back since.
/// </param>
/// <param name="Entries">Chained entries.</param>
/// <param name="Head">Hash of the last one.</param>
/// <param name="Waiting">Entries committed that the next change of the case will chain.</param>
/// <param name="Defect">What is wrong first.</param>
/// <param name="BadEntry">The entry it is wrong with, or the release or stop that has none; null where it is not about one.</param>
/// <param name="BadPlace">The place, from 1, at which the chain breaks; null where it does not.</param>
public sealed record LogVerificationView(
    string Stream, bool Intact, int Entries, string Head, int Waiting, string? Defect, string? BadEntry, long? BadPlace);
