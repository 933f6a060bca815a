using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Domain.Sealing;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Requests;

/// <summary>A request in each of its states, with what it has there.</summary>
internal static class Lives
{
    internal static readonly DateTimeOffset Now = World.Now;

    internal static readonly TimeSpan HoldClock = TimeSpan.FromDays(14);

    internal static readonly Approval By = new("reg-recipient", "staff-9", Now);

    internal static readonly Approval Reviewer = new("reg-holder", "staff-2", Now);

    internal static CaseTime At(DateTimeOffset now) => new(now, TimeSpan.FromMinutes(5), null, []);

    internal static Decision Decided(DecisionKind kind, string? waitsFor = null) =>
        new World().Decide() with { Kind = kind, Reason = waitsFor is null ? null : new Reason("waits", "R-230", 6, waitsFor) };

    internal static RequestLife In(RequestState state) => Submitted with
    {
        State = state,
        Decision = state switch
        {
            RequestState.Held => Decided(DecisionKind.Hold, "holderReview"),
            RequestState.Refused => Decided(DecisionKind.Refuse),
            _ => null,
        },
        Holds = state == RequestState.Held ? 1 : 0,
        HeldUntil = state == RequestState.Held ? Now + HoldClock : null,
        ReleasedAt = state is RequestState.Released or RequestState.Closed ? Now : null,
        ExpiresAt = state is RequestState.Released or RequestState.Closed ? Now.AddDays(30) : null,
        CancelledBy = state == RequestState.Cancelled ? Reviewer : null,
        Ending = state == RequestState.Closed ? Ending.Closed : null,
    };

    internal static Release Released(ReleaseState state = ReleaseState.Live) => new()
    {
        Id = "req-1",
        RequestId = "req-1",
        Decision = Decided(DecisionKind.Release),
        State = state,
        ReleasedAt = Now,
        ExpiresAt = Now.AddDays(30),
        Blob = new BlobReference("packages/req-1", [1], 1),
    };

    private static RequestLife Submitted => new()
    {
        Request = new World().Request,
        BodyDigest = "00",
        SubmittedAt = Now,
        CaseId = "case-1",
    };
}
