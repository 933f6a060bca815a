using DataSharing.Domain.Decisions;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;

namespace DataSharing.Domain.Requests;

/// <summary>What a move came to.</summary>
/// <param name="Now">What stands afterwards; the same object where there was nothing to do, or where it was refused.</param>
/// <param name="Refused">Why it was refused, in words for whoever tried; null: it was not.</param>
public readonly record struct Moved(RequestLife Now, string? Refused = null);

/// <summary>When and over which state of its case something was first held.</summary>
/// <param name="Until">End of the hold.</param>
/// <param name="RecordedAs">Sequence of the case's log from which that time counts.</param>
/// <param name="Seen">The highest time that the case had seen.</param>
public readonly record struct HoldStart(DateTimeOffset Until, long RecordedAs, DateTimeOffset? Seen);

public sealed partial record RequestLife
{
    /// <summary>Whether this decision holds it for what it is held for already: then it is the same hold.</summary>
    public bool IsHeldFor(Decision decision) =>
        this is { State: RequestState.Held, Review: null } && Decision?.Reason?.WaitsFor == decision.Reason?.WaitsFor;

    /// <summary>The number of the hold that this decision is: each hold has its own log entry.</summary>
    public int HoldNumber(Decision decision) => IsHeldFor(decision) ? Holds : Holds + 1;

    /// <summary>It waits for a person or fact. Nothing where it was decided otherwise meanwhile.</summary>
    /// <param name="start">Of the first hold; a later one of the same request gives it no more time.</param>
    /// <param name="used">The reviewer's word that this decision took into account and that did not mend it.</param>
    public Moved Hold(Decision decision, int number, HoldStart start, ReviewMark? used) => IfPending(() => this with
    {
        State = To(RequestMove.Hold),
        Decision = decision,
        Holds = number,
        HeldUntil = HeldUntil ?? start.Until,
        HeldAs = HeldUntil is null ? start.RecordedAs : HeldAs,
        HeldSeen = HeldUntil is null ? start.Seen : HeldSeen,
        // The reviewer sees what it still waits for.
        Review = Review == used ? null : Review,
        WorkflowDue = null,
    });

    /// <summary>It is refused. Nothing where it was decided otherwise meanwhile.</summary>
    public Moved Refuse(Decision decision, DateTimeOffset at) => IfPending(() => this with
    {
        State = To(RequestMove.Refuse),
        Decision = decision,
        // For every neutral answer alike: a timer looks later whether there is a case that has to know of it.
        WorkflowDue = decision.NeutralToAsker ? at : null,
        Reference = decision.NeutralToAsker ? Reference : null,
    });

    /// <summary>A release of it was committed. Nothing where it was decided otherwise meanwhile.</summary>
    /// <param name="ownKey">Sealed for the agency's own key.</param>
    /// <param name="ended">A gate had closed meanwhile: nobody could read it.</param>
    /// <param name="confirmation">The time in which an urgent override is to be confirmed .</param>
    public Moved Release(Release release, bool ownKey, bool ended, TimeSpan confirmation) => IfPending(() =>
    {
        RequestState released = To(RequestMove.Release);
        return this with
        {
            State = ended ? RequestMoves.Apply(released, RequestMove.Close) : released,
            Ending = ended ? Requests.Ending.Superseded : null,
            Reference = null,
            Decision = null,
            ReleasedAt = release.ReleasedAt,
            ExpiresAt = release.ExpiresAt,
            OwnKey = ownKey,
            ConfirmBy = release.Decision.Flags.Contains(DecisionFlags.SecondPersonPending) ? release.ReleasedAt + confirmation : null,
            TellSurvivorWhenSafe = release.Decision.WithoutConsent,
            WorkflowDue = null,
        };
    });

    /// <summary>Whoever submitted it takes it back.</summary>
    /// <param name="by">Who, and when: since then its next step is due too.</param>
    public Moved Cancel(Approval by) => this switch
    {
        { IsPending: true } =>
            new(this with { State = To(RequestMove.Cancel), CancelledBy = by, Reference = null, WorkflowDue = by.At }),
        { State: RequestState.Cancelled } => new(this),
        _ => new(this, "it is decided already"),
    };

    /// <summary>The recipient takes the referral on, or declines it; said twice alike it is said once.</summary>
    /// <param name="mark">What it says, and when: since then its next step is due too.</param>
    public Moved Answer(AcceptanceMark mark) => this switch
    {
        _ when !State.Allows(RequestMove.Answer) => new(this, "it is not released, or over"),
        { Acceptance: null } => new(this with { State = To(RequestMove.Answer), Acceptance = mark, WorkflowDue = mark.By.At }),
        _ when Acceptance.Accepted == mark.Accepted => new(this),
        _ => new(this, "it was answered before"),
    };

    /// <summary>A second person speaks on what waits.</summary>
    /// <param name="mark">The word, and when: since then its next step is due too.</param>
    /// <param name="judged">The request as it stood when it was judged who may be the second person.</param>
    public Moved Speak(ReviewMark mark, RequestLife judged)
    {
        if (Awaits is not { } awaited || judged.Awaits != awaited || Reconsideration?.By != judged.Reconsideration?.By)
            return new(this, NothingAwaits);
        RequestLife next = awaited switch
        {
            Awaited.Reconsideration =>
                this with { State = To(RequestMove.Reconsider), Reconsideration = Reconsideration! with { Outcome = mark } },
            Awaited.OverrideConfirmation =>
                this with { State = To(RequestMove.Review), ConfirmBy = mark.Proceed ? null : mark.By.At, Review = mark },
            _ => this with { State = To(RequestMove.Review), Request = Joined(mark), Review = mark },
        };
        return new(next with { WorkflowDue = mark.By.At });
    }

    /// <summary>Why <see cref="Speak"/> is refused where nothing waits for a word.</summary>
    public const string NothingAwaits = "nothing of it waits for a second person, or for something else by now";

    /// <summary>The person has the decision looked at, once at a time.</summary>
    public Moved Reconsider(string statement, Approval by) => this switch
    {
        _ when !State.Allows(RequestMove.Reconsider) => new(this, "it is not decided yet"),
        { Reconsideration: { Outcome: null } open } =>
            open.Statement == statement ? new(this) : new(this, "a reconsideration is open already"),
        _ => new(this with { State = To(RequestMove.Reconsider), Reconsideration = new ReconsiderationMark(statement, by) }),
    };

    /// <summary>The recipient says what became of its copies; a later word replaces an earlier one.</summary>
    public Moved Attest(AttestationMark mark) => State.Allows(RequestMove.Attest)
        ? new(this with { State = To(RequestMove.Attest), Attestation = mark })
        : new(this, NothingReleased);

    /// <summary>Why <see cref="Attest"/> is refused where there never were any copies.</summary>
    public const string NothingReleased = "nothing was released under this request";

    /// <summary>Its release is over. Nothing where it is not released.</summary>
    /// <param name="settled">Whether whatever is due of it is done.</param>
    public Moved Close(Ending ending, bool settled) => State.Allows(RequestMove.Close)
        ? new(this with { State = To(RequestMove.Close), Ending = ending, WorkflowDue = settled ? null : WorkflowDue })
        : new(this);

    /// <summary>What was due by this mark is done. Nothing where it is due anew meanwhile.</summary>
    public Moved Settle(DateTimeOffset? due) =>
        new(WorkflowDue is not null && WorkflowDue == due ? this with { WorkflowDue = null } : this);

    /// <summary>A held one is to be decided anew.</summary>
    public Moved Wake(DateTimeOffset at) => new(State == RequestState.Held ? this with { WorkflowDue = at } : this);

    /// <summary>A neutral answer is on record where it belongs, and what it was asked with is not needed any more.</summary>
    public Moved Resolve() => new(IsNeutralToResolve ? this with { WorkflowDue = null, Reference = null } : this);

    /// <summary>That is tried again later.</summary>
    public Moved PutOff(DateTimeOffset until) => new(IsNeutralToResolve ? this with { WorkflowDue = until } : this);

    /// <summary>It cannot be carried on with: refused, or, once released, over .</summary>
    /// <param name="refusal">Made only where it is refused: what it is made from may be what is broken.</param>
    public Moved Fail(Func<Decision> refusal) => this switch
    {
        { IsPending: true } when refusal() is var refused => Refuse(refused, refused.DecidedAt),
        { State: RequestState.Released } => Close(Requests.Ending.Superseded, settled: true),
        { IsNeutralToResolve: false } => Settle(WorkflowDue),
        _ => new(this),
    };

    private Moved IfPending(Func<RequestLife> move) => new(IsPending ? move() : this);

    private RequestState To(RequestMove move) => RequestMoves.Apply(State, move);

    private SharingRequest Joined(ReviewMark mark) => mark.Proceed && Request.Override is { Second: null } claim
        ? Request with { Override = claim with { Second = mark.By } }
        : Request;
}
