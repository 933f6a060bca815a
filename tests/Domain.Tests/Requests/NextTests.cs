using DataSharing.Domain.Decisions;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;

namespace DataSharing.Domain.Tests.Requests;

/// <summary>The next step over everything that it depends on, each with each.</summary>
public sealed class NextTests
{
    private static readonly DateTimeOffset[] Times = [Lives.Now, Lives.Now.AddDays(20), Lives.Now.AddDays(40)];

    private static readonly ReviewMark?[] Reviews =
        [null, new ReviewMark(true, Lives.Reviewer, "note-1"), new ReviewMark(false, Lives.Reviewer, "note-2")];

    private static readonly Decision?[] Decisions = [null, .. Enum.GetValues<DecisionKind>().Select(kind => Lives.Decided(kind))];

    private static readonly Release?[] Releases = [null, .. Enum.GetValues<ReleaseState>().Select(Lives.Released)];

    [Fact]
    public void Of_OverEverything_TakesInEachStateExactlyTheseSteps() => Assert.Equal(
        [
            "Submitted: Decide Release Tell Hold Refuse",
            "Held: Decide Release Tell Hold Refuse Wait",
            "Refused: None",
            "Released: None Wait End Close",
            "Cancelled: None",
            "Closed: None",
        ],
        Enum.GetValues<RequestState>().Select(state =>
            $"{state}: {string.Join(' ', All().Where(one => one.Life.State == state).Select(one => one.Next.Step).Distinct().Order())}"));

    [Fact]
    public void Of_OverEverything_LetsNothingOutThatWasNotDecidedSo()
    {
        foreach ((RequestLife life, Release? release, Decision? decision, bool hasCase, DateTimeOffset now, Next next) in All())
        {
            if (next.Step != Step.Release)
                continue;
            Assert.True(decision!.Releases && hasCase && release is null);
            Assert.NotEqual(false, life.Review?.Proceed);
            // What was held goes on by a second person's word alone.
            Assert.True(life.State == RequestState.Submitted || life.Review is { Proceed: true });
            _ = now;
        }
    }

    [Fact]
    public void Of_WhenAReleaseIsOnRecord_IsNeverDecidedAnew() =>
        Assert.All(All().Where(one => one.Release is not null && one.Life.IsPending), one => Assert.Equal(Step.Tell, one.Next.Step));

    [Fact]
    public void Of_WhenAHoldIsOver_HoldsNoLongerAndReleasesNothingWithoutAWord() => Assert.All(
        All().Where(one =>
            one is { Life: { State: RequestState.Held, Review: null }, Release: null, Decision: not null } && one.Now > one.Life.HeldUntil),
        one => Assert.Equal(Step.Refuse, one.Next.Step));

    [Fact]
    public void Of_WhenAHeldOneWouldGoByNow_WaitsAndIsRefusedByWhatItWaitedFor()
    {
        RequestLife held = Lives.In(RequestState.Held);
        Decision now = Lives.Decided(DecisionKind.Release);

        Assert.Equal(
            (Step.Wait, held.HeldUntil), Of(held, now, Lives.Now) is var waits ? (waits.Step, waits.Until) : default);
        Assert.Equal(
            (Step.Refuse, held.Decision), Of(held, now, Lives.Now.AddDays(15)) is var over ? (over.Step, over.Instead) : default);
        Assert.Equal(Step.Release, Of(held with { Review = Reviews[1] }, now, Lives.Now).Step);
        Assert.Equal("note-2", Of(held with { Review = Reviews[2] }, now, Lives.Now).Evidence);
    }

    [Fact]
    public void Of_WhenReleased_EndsByWhatCameFirst()
    {
        RequestLife released = Lives.In(RequestState.Released);
        Release live = Lives.Released();
        Release collected = live.Collect("c-1", new Collection(Lives.Now, "reg-recipient", "staff-9", CollectionOutcome.Fetched));

        Assert.Equal(ReleaseEnd.Expired, Of(released, live, Lives.Now.AddDays(30)).How);
        Assert.Equal(ReleaseEnd.Closed, Of(released, collected, Lives.Now.AddDays(30)).How);
        Assert.Equal(
            ReleaseEnd.Declined,
            Of(released with { Acceptance = new AcceptanceMark(false, Lives.By) }, live, Lives.Now).How);
        Assert.Equal(ReleaseEnd.Unconfirmed, Of(released with { ConfirmBy = Lives.Now.AddDays(1) }, live, Lives.Now.AddDays(1)).How);
        Next waits = Of(released with { ConfirmBy = Lives.Now.AddDays(1) }, live, Lives.Now);
        Assert.Equal((Step.Wait, Lives.Now.AddDays(1)), (waits.Step, waits.Until));
        // Taken on and collected: a day more, to repeat a broken download.
        RequestLife taken = released with { Acceptance = new AcceptanceMark(true, Lives.By) };
        Assert.Equal(Lives.Now + Ends.Grace, Of(taken, collected, Lives.Now).Until);
        Assert.Equal(ReleaseEnd.Closed, Of(taken, collected, Lives.Now + Ends.Grace).How);
    }

    [Theory]
    [InlineData(ReleaseState.Stopped, Ending.Stopped)]
    [InlineData(ReleaseState.Superseded, Ending.Superseded)]
    [InlineData(ReleaseState.Expired, Ending.Expired)]
    [InlineData(ReleaseState.Closed, Ending.Closed)]
    public void Of_WhenTheReleaseIsOver_ClosesAsItEnded(ReleaseState state, Ending ending)
    {
        Next next = Of(Lives.In(RequestState.Released), Lives.Released(state), Lives.Now);

        Assert.Equal((Step.Close, ending), (next.Step, next.Ending));
    }

    private static Next Of(RequestLife life, Release release, DateTimeOffset now) => Next.Of(life, release, Lives.At(now));

    private static Next Of(RequestLife life, Decision decision, DateTimeOffset now) =>
        Next.Of(life, true, null, decision, Lives.HoldClock, Lives.At(now));

    private static IEnumerable<(RequestLife Life, Release? Release, Decision? Decision, bool HasCase, DateTimeOffset Now, Next Next)> All() =>
        from state in Enum.GetValues<RequestState>()
        from review in Reviews
        from release in Releases
        from decision in Decisions
        from hasCase in new[] { true, false }
        from now in Times
        let life = Lives.In(state) with { Review = review }
        select (life, release, decision, hasCase, now, Next.Of(life, hasCase, release, decision, Lives.HoldClock, Lives.At(now)));
}
