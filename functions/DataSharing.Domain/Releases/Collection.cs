namespace DataSharing.Domain.Releases;

/// <summary>How a collection ended.</summary>
public enum CollectionOutcome
{
    /// <summary>Committed: the person must assume that the recipient has it.</summary>
    Fetched,

    /// <summary>Sharing stopped while bytes were on their way: a part may have arrived.</summary>
    Cut,

    /// <summary>A gate had closed: no byte left.</summary>
    Aborted,
}

/// <summary>One collection of a release.</summary>
/// <param name="At">When it was committed, by the clock; order among collections is told by their number, not by this.</param>
/// <param name="Recipient">Registration of the agency that collected.</param>
/// <param name="Person">Its person, by staff id.</param>
public sealed record Collection(DateTimeOffset At, RegistrationId Recipient, PersonId Person, CollectionOutcome Outcome)
{
    /// <summary>Whether something may have arrived.</summary>
    internal bool MayHaveArrived => Outcome != CollectionOutcome.Aborted;
}
