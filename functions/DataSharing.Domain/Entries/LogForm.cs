using DataSharing.Domain.AccessLog;

namespace DataSharing.Domain.Entries;

/// <summary>In which stream an entry stands.</summary>
public enum LogPlace
{
    /// <summary>The case's; the entry then names the case.</summary>
    Case,

    /// <summary>An agency's.</summary>
    Agency,

    /// <summary>The one of what belongs to no case and no agency.</summary>
    Hub,
}

/// <summary>Members of an entry that one form has and another has not; outcome and cause have rules of their own.</summary>
[Flags]
public enum LogMembers
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><see cref="LogEntry.Holder"/>.</summary>
    Holder = 1,

    /// <summary><see cref="LogEntry.Recipient"/>.</summary>
    Recipient = 2,

    /// <summary><see cref="LogEntry.Case"/>. In a case's own stream it always stands.</summary>
    Case = 4,

    /// <summary><see cref="LogEntry.Request"/>.</summary>
    Request = 8,

    /// <summary><see cref="LogEntry.Release"/>.</summary>
    Release = 16,

    /// <summary><see cref="LogEntry.Pathway"/>.</summary>
    Pathway = 32,

    /// <summary><see cref="LogEntry.Purpose"/>.</summary>
    Purpose = 64,

    /// <summary><see cref="LogEntry.ReasonKinds"/>, at least one.</summary>
    ReasonKinds = 128,

    /// <summary><see cref="LogEntry.FieldGroups"/>, at least one.</summary>
    FieldGroups = 256,

    /// <summary><see cref="LogEntry.FieldPaths"/>, at least one.</summary>
    FieldPaths = 512,

    /// <summary><see cref="LogEntry.Versions"/>.</summary>
    Versions = 1024,

    /// <summary>What every entry about a request says of it.</summary>
    OfRequest = Holder | Recipient | Request | Pathway,
}

/// <summary>
/// One form in which entries of an action are made: where they stand, who acts, what outcome and cause are, what else is said. An
/// action has one form for each thing that happens under its name.
/// </summary>
public sealed record LogForm
{
    /// <summary>The action.</summary>
    public required string Action { get; init; }

    /// <summary>What happened, in a few words.</summary>
    public required string Meaning { get; init; }

    /// <summary>The stream.</summary>
    public required LogPlace Place { get; init; }

    /// <summary>
    /// The entry's id: names in braces stand for what the entry itself says (<c>{request}</c>, <c>{cause}</c> …), a star for what is
    /// given out for it. An id that follows from the fact lets a repeat be recognised.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The roles of which the actor has one; see <see cref="LogRole"/>.</summary>
    public required IReadOnlyList<string> Actors { get; init; }

    /// <summary>The outcome. Default: never there.</summary>
    public LogValue Outcome { get; init; } = LogValue.Never;

    /// <summary>The cause. Default: never there.</summary>
    public LogValue Cause { get; init; } = LogValue.Never;

    /// <summary>Members that always stand.</summary>
    public LogMembers Always { get; init; }

    /// <summary>Members that may stand; every other one never does.</summary>
    public LogMembers Sometimes { get; init; }

    /// <summary>The agency stands beside the system as actor: whose it was that was destroyed.</summary>
    public bool NamesAgency { get; init; }
}
