using DataSharing.Domain;
using DataSharing.Functions.Auth;

namespace DataSharing.Functions.Console;

/// <summary>A session in the store, under a digest of its id: who reads the database cannot take one over.</summary>
public sealed record SessionDocument : IWorkflowDocument
{
    public const string DocumentId = "session";

    public required string Tenant { get; init; }

    public required string App { get; init; }

    public required string Subject { get; init; }

    /// <summary>The roles of the token; the registry's are asked anew at each request.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    public required string Registration { get; init; }

    public required string Person { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Last use, up to <see cref="ConsoleSessions.SeenEvery"/> old.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>What the log is read for; see <see cref="AccessLog.ReviewPurposes"/>. Null until stated.</summary>
    public string? Purpose { get; init; }

    /// <summary>When it is over at the latest; then a timer deletes it.</summary>
    public DateTimeOffset? WorkflowDue { get; init; }

    internal TokenIdentity Identity() =>
        new(Tenant, App, Subject, false, Roles.ToHashSet(StringComparer.Ordinal), StartedAt + ConsoleSessions.Longest);
}

/// <summary>That the sessions of a person which began until then are over.</summary>
public sealed record RevocationDocument(DateTimeOffset Until) : IWorkflowDocument
{
    public const string DocumentId = "revoked";

    /// <summary>No older session lives by then, so that the mark is of no more use.</summary>
    public DateTimeOffset? WorkflowDue { get; init; }
}

/// <summary>A session as a page sees it: who is there now, and the token that each form must carry.</summary>
public sealed record ConsoleSession(Caller Caller, string? Purpose, DateTimeOffset EndsAt, string FormToken, Partition Place)
{
    /// <summary>A national officer reads nothing before stating what for.</summary>
    public bool NeedsPurpose => Caller.IsNational && Purpose is null;
}
