using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Requests;

namespace DataSharing.Domain.Tests.Requests;

/// <summary>Every move from every state: it leads where the table says, or is refused or without effect; it never throws.</summary>
public sealed class RequestLifeTests
{
    private static readonly Dictionary<RequestMove, Func<RequestLife, Moved>> Moves = new()
    {
        [RequestMove.Hold] = life => life.Hold(Lives.Decided(DecisionKind.Hold, "agreement"), 2, new HoldStart(Lives.Now, 1, null), null),
        [RequestMove.Refuse] = life => life.Refuse(Lives.Decided(DecisionKind.Refuse), Lives.Now),
        [RequestMove.Release] = life => life.Release(Lives.Released(), ownKey: false, ended: false, TimeSpan.FromDays(1)),
        [RequestMove.Cancel] = life => life.Cancel(Lives.By),
        [RequestMove.Review] = life => life.Speak(new ReviewMark(true, Lives.Reviewer, "note-1"), life),
        [RequestMove.Answer] = life => life.Answer(new AcceptanceMark(true, Lives.By)),
        [RequestMove.Reconsider] = life => life.Reconsider("statement-1", Lives.Reviewer),
        [RequestMove.Attest] = life => life.Attest(new AttestationMark(true, null, Lives.By)),
        [RequestMove.Close] = life => life.Close(Ending.Expired, settled: true),
    };

    public static TheoryData<RequestState, RequestMove> All()
    {
        var all = new TheoryData<RequestState, RequestMove>();
        foreach (RequestState state in Enum.GetValues<RequestState>())
            foreach (RequestMove move in Enum.GetValues<RequestMove>())
                all.Add(state, move);
        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Move_FromEachState_LeadsWhereTheTableSays(RequestState state, RequestMove move)
    {
        // What is out waits for a word only where it is an unconfirmed override.
        RequestLife life = Lives.In(state) with { ConfirmBy = state == RequestState.Released ? Lives.Now.AddDays(1) : null };

        Moved moved = Moves[move](life);

        if (state.Allows(move))
        {
            Assert.Null(moved.Refused);
            Assert.NotSame(life, moved.Now);
            Assert.Equal(RequestMoves.Apply(state, move), moved.Now.State);
        }
        else
        {
            Assert.Same(life, moved.Now);
            // What a person tries is refused with a reason; what a step repeats has no effect; and cancelling twice is cancelling once.
            bool isAPersons = move is RequestMove.Cancel or RequestMove.Review or RequestMove.Answer or RequestMove.Reconsider
                or RequestMove.Attest;
            Assert.Equal(isAPersons && (move, state) != (RequestMove.Cancel, RequestState.Cancelled), moved.Refused is not null);
        }
    }

    [Fact]
    public void Release_WhenAGateHadClosed_IsOverAtOnce()
    {
        RequestLife ended = Lives.In(RequestState.Submitted).Release(Lives.Released(), false, ended: true, TimeSpan.Zero).Now;

        Assert.Equal((RequestState.Closed, Ending.Superseded), (ended.State, ended.Ending));
    }

    [Fact]
    public void Hold_WhenHeldBefore_GivesNoMoreTime()
    {
        RequestLife held = Lives.In(RequestState.Held);

        RequestLife again = held.Hold(
            Lives.Decided(DecisionKind.Hold, "agreement"), held.HoldNumber(Lives.Decided(DecisionKind.Hold, "agreement")),
            new HoldStart(Lives.Now.AddYears(1), 99, Lives.Now), null).Now;

        Assert.Equal((held.HeldUntil, held.HeldAs, 2), (again.HeldUntil, again.HeldAs, again.Holds));
        Assert.Equal(1, held.HoldNumber(held.Decision!));
    }

    [Fact]
    public void Hold_WhenAnotherWordCameMeanwhile_KeepsIt()
    {
        var used = new ReviewMark(true, Lives.Reviewer, "note-1");
        RequestLife spoken = Lives.In(RequestState.Held) with { Review = new ReviewMark(false, Lives.Reviewer, "note-2") };
        Decision decision = Lives.Decided(DecisionKind.Hold, "agreement");

        Assert.Equal("note-2", spoken.Hold(decision, 2, default, used).Now.Review?.Evidence);
        Assert.Null((spoken with { Review = used }).Hold(decision, 2, default, used).Now.Review);
    }

    [Fact]
    public void Refuse_WhenNeutral_KeepsTheReferenceUntilItIsResolved()
    {
        RequestLife asked = Lives.In(RequestState.Submitted) with { Reference = [1] };
        RequestLife refused = NeutralToResolve();

        Assert.True(refused.IsNeutralToResolve);
        Assert.Equal([1], refused.Reference);
        RequestLife resolved = refused.Resolve().Now;
        Assert.Null(resolved.Reference);
        Assert.False(resolved.IsNeutralToResolve);
        Assert.Null(asked.Refuse(Lives.Decided(DecisionKind.Refuse), Lives.Now).Now.Reference);
    }

    [Fact]
    public void Speak_WhenSomethingElseWaitsByNow_IsRefused()
    {
        RequestLife judged = Lives.In(RequestState.Held);
        var word = new ReviewMark(true, Lives.Reviewer, "note-1");

        Assert.Equal(RequestLife.NothingAwaits, Lives.In(RequestState.Refused).Speak(word, judged).Refused);
        Assert.Equal(
            RequestLife.NothingAwaits,
            (judged with { Decision = Lives.Decided(DecisionKind.Hold, HoldFacts.SecondPerson) }).Speak(word, judged).Refused);
    }

    [Fact]
    public void Answer_WhenSaidTwice_IsSaidOnceAndNotTakenBack()
    {
        RequestLife taken = Lives.In(RequestState.Released).Answer(new AcceptanceMark(true, Lives.By)).Now;

        Assert.Same(taken, taken.Answer(new AcceptanceMark(true, new Approval("reg-recipient", "staff-8", Lives.Now))).Now);
        Assert.NotNull(taken.Answer(new AcceptanceMark(false, Lives.By)).Refused);
    }

    [Fact]
    public void Settle_WhenDueAnewMeanwhile_LeavesTheMark()
    {
        RequestLife due = Lives.In(RequestState.Released) with { WorkflowDue = Lives.Now };

        Assert.Same(due, due.Settle(Lives.Now.AddSeconds(-1)).Now);
        Assert.Null(due.Settle(Lives.Now).Now.WorkflowDue);
    }

    [Theory]
    [InlineData(RequestState.Submitted, RequestState.Refused, null)]
    [InlineData(RequestState.Held, RequestState.Refused, null)]
    [InlineData(RequestState.Released, RequestState.Closed, Ending.Superseded)]
    [InlineData(RequestState.Refused, RequestState.Refused, null)]
    [InlineData(RequestState.Cancelled, RequestState.Cancelled, null)]
    [InlineData(RequestState.Closed, RequestState.Closed, Ending.Closed)]
    public void Fail_InEachState_IsOverAfterwards(RequestState from, RequestState to, Ending? ending)
    {
        RequestLife failed = (Lives.In(from) with { WorkflowDue = Lives.Now }).Fail(() => Lives.Decided(DecisionKind.Refuse)).Now;

        Assert.Equal((to, ending, null), (failed.State, failed.Ending, failed.WorkflowDue));
    }

    [Fact]
    public void Fail_WhenNothingIsRefused_ReadsNothingOfTheRequest() => Assert.All(
        [RequestState.Released, RequestState.Refused, RequestState.Cancelled, RequestState.Closed],
        state => Lives.In(state).Fail(() => throw new InvalidDataException("what it is made from is broken")));

    [Fact]
    public void Fail_WhenANeutralAnswerIsStillToResolve_LeavesItsMark()
    {
        RequestLife neutral = NeutralToResolve();

        Assert.Same(neutral, neutral.Fail(() => Lives.Decided(DecisionKind.Refuse)).Now);
        Assert.Equal(Lives.Now.AddMinutes(1), neutral.PutOff(Lives.Now.AddMinutes(1)).Now.WorkflowDue);
        Assert.Null(Lives.In(RequestState.Refused).PutOff(Lives.Now).Now.WorkflowDue);
    }

    [Fact]
    public void Wake_WhenHeld_IsDueAndElseIsLeft()
    {
        Assert.Equal(Lives.Now, Lives.In(RequestState.Held).Wake(Lives.Now).Now.WorkflowDue);
        Assert.Null(Lives.In(RequestState.Released).Wake(Lives.Now).Now.WorkflowDue);
    }

    [Fact]
    public void Awaits_NamesWhatASecondPersonIsWaitedForAndWhoMayNotBe()
    {
        RequestLife held = Lives.In(RequestState.Held);
        RequestLife released = Lives.In(RequestState.Released);
        RequestLife again = released.Reconsider("statement-1", Lives.Reviewer).Now;

        Assert.Equal(Awaited.Hold, held.Awaits);
        Assert.Equal(
            Awaited.OverrideSecondPerson, (held with { Decision = Lives.Decided(DecisionKind.Hold, HoldFacts.SecondPerson) }).Awaits);
        Assert.Equal(Awaited.OverrideConfirmation, (released with { ConfirmBy = Lives.Now }).Awaits);
        Assert.Equal(Awaited.Reconsideration, again.Awaits);
        Assert.Null(released.Awaits);
        Assert.Equal([released.Request.Submitted], released.FirstPersons());
        Assert.Equal([released.Request.Submitted, Lives.Reviewer], again.FirstPersons());
    }

    [Theory]
    [InlineData(Direction.Send, false, true, false)]
    [InlineData(Direction.Send, true, true, true)]
    [InlineData(Direction.Ask, false, false, true)]
    [InlineData(Direction.Ask, true, true, true)]
    public void SideOf_EachAgency_IsWhatItMayLearn(Direction direction, bool released, bool holder, bool recipient)
    {
        RequestLife life = Lives.In(released ? RequestState.Released : RequestState.Submitted);
        life = life with { Request = life.Request with { Direction = direction } };

        Assert.Equal(holder ? Side.Holder : null, life.SideOf("reg-holder", isOfficer: false));
        Assert.Equal(Side.Holder, life.SideOf("reg-holder", isOfficer: true));
        Assert.Equal(recipient ? Side.Recipient : null, life.SideOf("reg-recipient", isOfficer: false));
        Assert.Null(life.SideOf("reg-other", isOfficer: true));
    }

    private static RequestLife NeutralToResolve() => (Lives.In(RequestState.Submitted) with { Reference = [1] })
        .Refuse(Lives.Decided(DecisionKind.Neutral) with { NeutralToAsker = true }, Lives.Now).Now;
}
