namespace DataSharing.Functions.AccessLog;

/// <summary>On which ground an officer sees an entry.</summary>
public enum LogSide
{
    /// <summary>The agency holds the case, or it acted on its own: everything that was recorded.</summary>
    Own,

    /// <summary>The agency asked, received or was to receive: its own part alone.</summary>
    Recipient,

    /// <summary>Oversight of all agencies: metadata.</summary>
    National,
}

/// <summary>
/// What one officer sees of one entry. Allow-list: an entry that no rule here shows is not there. Filters run on what is
/// seen, so that a filter tells nothing that the view does not. Source: design.md, "Access log".
/// </summary>
public static class LogViews
{
    // What a recipient's officer learns from another agency's case: own releases and collections, and that sharing stopped.
    // Decisions are not among them: a refusal there may have been answered neutrally, and the asker must not see more.
    private static readonly HashSet<string> OfRecipient = new(StringComparer.Ordinal)
    {
        LogAction.ReleaseCreated, LogAction.ReleaseAccepted, LogAction.ReleaseDeclined, LogAction.ReleaseClosed, LogAction.ReleaseStopped,
        LogAction.CollectionMade, LogAction.CollectionCut, LogAction.CollectionRefused, LogAction.Aborted,
        LogAction.AttestationMade, LogAction.RequestCancelled,
    };

    /// <summary>The entry as the caller sees it, or null: it is not there for this caller.</summary>
    public static (LogSide Side, LogEntry Entry)? Of(Caller caller, LogEntry entry)
    {
        RegistrationId own = caller.Registration;
        string ownStream = LogStream.OfAgency(own);
        if (entry.Holder == own || (entry.Holder is null && (entry.Stream == ownStream || entry.Actor.Registration == own)))
            return (LogSide.Own, entry);
        if (caller.IsNational && (entry.Stream == ownStream || entry.Actor.Registration == own))
            return (LogSide.Own, entry);
        if (caller.IsNational)
            return (LogSide.National, entry with { FieldPaths = null });
        bool isPart = entry.Recipient == own || entry.Actor.Registration == own;
        return entry.Stream == ownStream || (isPart && OfRecipient.Contains(entry.Action))
            ? (LogSide.Recipient, Reduced(own, entry))
            : null;
    }

    private static LogEntry Reduced(RegistrationId own, LogEntry entry)
    {
        bool stopped = entry.Action is LogAction.ReleaseStopped or LogAction.CollectionCut or LogAction.Aborted;
        // Of what goes without consent the reason is its ground, which the claim told to the holder alone.
        bool untold = entry.Outcome == WireCode.Of(DecisionKind.Neutral) || entry.Outcome == WireCode.Of(DecisionKind.Override);
        return entry with
        {
            // The stream of a case is named after the holder's case id.
            Stream = LogStream.OfAgency(own),
            Actor = entry.Actor.Registration == own ? entry.Actor : new LogActor(LogRole.Withheld),
            Recipient = entry.Recipient == own ? own : null,
            Case = null,
            Versions = null,
            Cause = null,
            FieldPaths = null,
            // That it stopped, never why or by whom.
            Outcome = stopped ? null : entry.Outcome,
            ReasonKinds = stopped || untold ? [] : [.. entry.ReasonKinds.Select(Views.Visible).Distinct(StringComparer.Ordinal)],
        };
    }
}
