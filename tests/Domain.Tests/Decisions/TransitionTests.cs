using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;

namespace DataSharing.Domain.Tests.Decisions;

public sealed class TransitionTests
{
    [Fact]
    public void Apply_OverAllConsentStatesAndOperations_AllowsExactlyTheTable() => Assert.Equal(
        [
            "Requested+Give>Given", "Requested+Refuse>Refused", "Requested+Withdraw>Withdrawn", "Requested+Supersede>Superseded",
            "Given+Reconfirm>Reconfirmed", "Given+Withdraw>Withdrawn", "Given+Revoke>Revoked", "Given+Expire>Expired",
            "Given+Invalidate>Invalidated", "Given+Supersede>Superseded",
            "Reconfirmed+Reconfirm>Reconfirmed", "Reconfirmed+Withdraw>Withdrawn", "Reconfirmed+Revoke>Revoked",
            "Reconfirmed+Expire>Expired", "Reconfirmed+Invalidate>Invalidated", "Reconfirmed+Supersede>Superseded",
            "Expired+Reconfirm>Reconfirmed", "Expired+Withdraw>Withdrawn", "Expired+Revoke>Revoked", "Expired+Invalidate>Invalidated",
            "Expired+Supersede>Superseded",
            "Withdrawn+Withdraw>Withdrawn",
        ],
        Legal<ConsentState, ConsentOperation>(ConsentTransitions.Apply));

    [Fact]
    public void Apply_OverAllRequestStatesAndOperations_AllowsExactlyTheTable() => Assert.Equal(
        [
            "Submitted+Hold>Held", "Submitted+Refuse>Refused", "Submitted+Release>Released", "Submitted+Cancel>Cancelled",
            "Held+Hold>Held", "Held+Refuse>Refused", "Held+Release>Released", "Held+Cancel>Cancelled", "Released+Close>Closed",
        ],
        Legal<RequestState, RequestOperation>(Transitions.Apply));

    [Fact]
    public void Apply_WhenIllegal_NamesStateAndOperation()
    {
        IllegalTransitionException thrown = Assert.Throws<IllegalTransitionException>(() => ConsentTransitions.Apply(
            ConsentState.Refused, ConsentOperation.Reconfirm));

        Assert.Equal(("consent", "refused", "reconfirm"), (thrown.Subject, thrown.From, thrown.Operation));
    }

    private static List<string> Legal<TState, TOperation>(Func<TState, TOperation, TState> apply)
        where TState : struct, Enum
        where TOperation : struct, Enum
    {
        var legal = new List<string>();
        foreach (TState from in Enum.GetValues<TState>())
            foreach (TOperation operation in Enum.GetValues<TOperation>())
            {
                try
                {
                    legal.Add($"{from}+{operation}>{apply(from, operation)}");
                }
                catch (IllegalTransitionException)
                {
                    // Not in the table.
                }
            }

        return legal;
    }
}
