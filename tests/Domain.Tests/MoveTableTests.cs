using DataSharing.Domain.Consents;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;

namespace DataSharing.Domain.Tests;

public sealed class MoveTableTests
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
            "Held+Hold>Held", "Held+Refuse>Refused", "Held+Release>Released", "Held+Cancel>Cancelled", "Held+Review>Held",
            "Refused+Reconsider>Refused",
            "Released+Review>Released", "Released+Answer>Released", "Released+Reconsider>Released", "Released+Attest>Released",
            "Released+Close>Closed",
            "Cancelled+Reconsider>Cancelled",
            "Closed+Reconsider>Closed", "Closed+Attest>Closed",
        ],
        Legal<RequestState, RequestMove>(RequestMoves.Apply));

    [Fact]
    public void Apply_OverAllReleaseStatesAndMoves_AllowsExactlyTheTable() => Assert.Equal(
        [
            "Live+Collect>Collected", "Live+Stop>Stopped", "Live+Supersede>Superseded", "Live+Expire>Expired", "Live+Close>Closed",
            "Collected+Collect>Collected", "Collected+Stop>Stopped", "Collected+Supersede>Superseded", "Collected+Expire>Expired",
            "Collected+Close>Closed",
        ],
        Legal<ReleaseState, ReleaseMove>(ReleaseMoves.Apply));

    [Fact]
    public void Move_OfEachWayToEnd_LeadsOutOfBothOpenStatesAndNowhereBack()
    {
        foreach (ReleaseEnd end in Enum.GetValues<ReleaseEnd>())
        {
            ReleaseState over = ReleaseMoves.Apply(ReleaseState.Live, end.Move());
            Assert.Equal(over, ReleaseMoves.Apply(ReleaseState.Collected, end.Move()));
            Assert.False(over.IsOpen());
            Assert.All(Enum.GetValues<ReleaseMove>(), move =>
                Assert.Throws<IllegalTransitionException>(() => ReleaseMoves.Apply(over, move)));
            Assert.NotEmpty(end.Action());
        }
    }

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
