namespace DataSharing.Domain.Consents;

/// <summary>What may be done to a consent.</summary>
public enum ConsentOperation
{
    /// <summary>Given by the person.</summary>
    Give,

    /// <summary>Refused by the person.</summary>
    Refuse,

    /// <summary>Given again after a review.</summary>
    Reconfirm,

    /// <summary>Taken back by the person: works from every state in which it could still be used.</summary>
    Withdraw,

    /// <summary>Ended by somebody else.</summary>
    Revoke,

    /// <summary>Its validity ended.</summary>
    Expire,

    /// <summary>Found to lack an element.</summary>
    Invalidate,

    /// <summary>Replaced.</summary>
    Supersede,
}

/// <summary>Moves of a consent: one table; what is not in it is illegal.</summary>
public static class ConsentTransitions
{
    private static readonly MoveTable<ConsentState, ConsentOperation> Table = new(
        "consent",
        (ConsentState.Requested, ConsentOperation.Give, ConsentState.Given),
        (ConsentState.Requested, ConsentOperation.Refuse, ConsentState.Refused),
        (ConsentState.Requested, ConsentOperation.Withdraw, ConsentState.Withdrawn),
        (ConsentState.Requested, ConsentOperation.Supersede, ConsentState.Superseded),
        (ConsentState.Given, ConsentOperation.Reconfirm, ConsentState.Reconfirmed),
        (ConsentState.Given, ConsentOperation.Withdraw, ConsentState.Withdrawn),
        (ConsentState.Given, ConsentOperation.Revoke, ConsentState.Revoked),
        (ConsentState.Given, ConsentOperation.Expire, ConsentState.Expired),
        (ConsentState.Given, ConsentOperation.Invalidate, ConsentState.Invalidated),
        (ConsentState.Given, ConsentOperation.Supersede, ConsentState.Superseded),
        (ConsentState.Reconfirmed, ConsentOperation.Reconfirm, ConsentState.Reconfirmed),
        (ConsentState.Reconfirmed, ConsentOperation.Withdraw, ConsentState.Withdrawn),
        (ConsentState.Reconfirmed, ConsentOperation.Revoke, ConsentState.Revoked),
        (ConsentState.Reconfirmed, ConsentOperation.Expire, ConsentState.Expired),
        (ConsentState.Reconfirmed, ConsentOperation.Invalidate, ConsentState.Invalidated),
        (ConsentState.Reconfirmed, ConsentOperation.Supersede, ConsentState.Superseded),
        // An expired consent can be withdrawn (it must never be reconfirmed behind her back) or confirmed anew by her.
        (ConsentState.Expired, ConsentOperation.Reconfirm, ConsentState.Reconfirmed),
        (ConsentState.Expired, ConsentOperation.Withdraw, ConsentState.Withdrawn),
        // Nor may it be reconfirmed when a court ended it, or when it was found bad: copies fetched under it are chased as well.
        (ConsentState.Expired, ConsentOperation.Revoke, ConsentState.Revoked),
        (ConsentState.Expired, ConsentOperation.Invalidate, ConsentState.Invalidated),
        (ConsentState.Expired, ConsentOperation.Supersede, ConsentState.Superseded),
        // Nothing leads back from a stop: who restores what was stopped agrees afresh.
        (ConsentState.Withdrawn, ConsentOperation.Withdraw, ConsentState.Withdrawn));

    /// <summary>The state after an operation.</summary>
    /// <exception cref="IllegalTransitionException">Not in the table.</exception>
    public static ConsentState Apply(ConsentState from, ConsentOperation operation) => Table.Apply(from, operation);

    /// <summary>Whether sharing may rest on a consent in this state.</summary>
    public static bool Usable(this ConsentState state) => state is ConsentState.Given or ConsentState.Reconfirmed;
}
