using DataSharing.Functions.Cases;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Consents;

/// <summary>Decides whether a consent is taken in. A refusal lists every defect; nothing is stored then.</summary>
public sealed class ConsentIntake(PolicySet policy, RegistryReader registry)
{
    /// <returns>Refused: invalid-value, invalid-consent.</returns>
    public async Task<Result<Consent>> TakeAsync(
        ConsentId consentId, ConsentInput input, CaseSnapshot snapshot, PersonId person, DateTimeOffset now,
        CancellationToken cancellation)
    {
        if (ConsentText.WhyNot(input) is { } malformed)
            return malformed;
        DateTimeOffset given = CallerTimes.Happened(input.GivenAt, now).ToUniversalTime();
        DateTimeOffset review = input.ReviewBy?.ToUniversalTime() ?? given + policy.Profile.ConsentReviewInterval;
        var consent = new Consent
        {
            Id = consentId,
            CaseId = snapshot.Head.CaseId,
            Purpose = input.Purpose,
            State = ConsentTransitions.Apply(ConsentState.Requested, ConsentOperation.Give),
            Basis = input.Basis,
            Controller = snapshot.Head.Holder,
            NoticeVersion = input.NoticeVersion,
            Jurisdiction = input.Jurisdiction,
            Scopes = [.. input.Scopes.Select(scope => scope with { DiscussedAt = CallerTimes.Happened(scope.DiscussedAt, now) })],
            Evidence = Happened(input.Evidence, now),
            GivenAt = given,
            AfterStop = Named(input.AfterStop),
            SeenStops = PlaceOf(input.AfterStop, snapshot),
            ValidFrom = input.ValidFrom?.ToUniversalTime() ?? given,
            ValidUntil = input.ValidUntil?.ToUniversalTime() ?? review,
            ReviewBy = review,
            Events = [
                new ConsentEvent(ConsentState.Given, given, By(input.Evidence), Channel(input.Evidence.Mode)),
                new ConsentEvent(ConsentState.Given, now, person, "api"),
            ],
        };
        return await WhyNotAsync(consent, 0, snapshot, now, cancellation) is { } refusal ? refusal : consent;
    }

    /// <returns>Refused: invalid-value, invalid-consent, state-conflict.</returns>
    public async Task<Result<Consent>> ReconfirmAsync(
        Consent former, ReconfirmationInput input, CaseSnapshot snapshot, PersonId person, DateTimeOffset now,
        CancellationToken cancellation)
    {
        if (ConsentText.WhyNot(input) is { } malformed)
            return malformed;
        var standing = ConsentStanding.Of(former, snapshot, now);
        Result<ConsentState> next = Move(IsOlderThanStops(former) ? former.State : standing.State, ConsentOperation.Reconfirm);
        if (next.Refusal is { } impossible)
            return impossible;
        DateTimeOffset given = CallerTimes.Happened(input.GivenAt, now).ToUniversalTime();
        if (given <= snapshot.Facts.Corrections.AgreedAt(former))
            return new Refusal(ProblemType.InvalidValue, "it was given before: a reconfirmation is younger", "/givenAt");
        HashSet<string> stopped = [.. former.Scopes.Where(scope => IsStopped(former, scope, snapshot)).Select(scope => scope.Id)];
        if (stopped.Count == former.Scopes.Count && Move(ConsentState.Withdrawn, ConsentOperation.Reconfirm).Refusal is { } ended)
            return ended;
        DateTimeOffset review = input.ReviewBy?.ToUniversalTime() ?? given + policy.Profile.ConsentReviewInterval;
        Consent again = former with
        {
            Version = former.Version + 1,
            NoticeVersion = input.NoticeVersion ?? former.NoticeVersion,
            // Easy to stop, hard to start again: what she stopped does not come back with the rest.
            Scopes = [.. former.Scopes.Where(scope =>
                !stopped.Contains(scope.Id)).Select(scope => WithoutStopped(former, scope, snapshot))],
            AfterStop = Named(input.AfterStop) ?? former.AfterStop,
            SeenStops = Math.Max(former.SeenStops, PlaceOf(input.AfterStop, snapshot)),
            Evidence = Happened(input.Evidence, now),
            ReconfirmedAt = given,
            ValidUntil = input.ValidUntil?.ToUniversalTime() ?? review,
            ReviewBy = review,
            Events = [
                .. former.Events,
                new ConsentEvent(next.Value, given, By(input.Evidence), Channel(input.Evidence.Mode)),
                new ConsentEvent(next.Value, now, person, "api"),
            ],
        };
        // The elements are those of any consent; the rules speak of one that is given.
        return await WhyNotAsync(
            again with { State = ConsentState.Given, GivenAt = given, AfterStop = Named(input.AfterStop) }, former.SeenStops, snapshot, now,
            cancellation) is { } refusal ? refusal : again with { State = next.Value };
    }

    /// <summary>The state after an operation; refused where the table has none: state-conflict.</summary>
    public static Result<ConsentState> Move(ConsentState from, ConsentOperation operation)
    {
        try
        {
            return ConsentTransitions.Apply(from, operation);
        }
        catch (Domain.IllegalTransitionException)
        {
            return new Refusal(
                ProblemType.StateConflict,
                $"a consent that is {WireCode.Of(from)} cannot go that way; after a stop a consent is taken afresh");
        }
    }

    // Recorded before consents named the stop that they came after: it names none, and stands stopped by those before it until it is
    // reconfirmed.
    private static bool IsOlderThanStops(Consent consent) => consent.RecordedAs == 0;

    private static bool IsStopped(Consent consent, ConsentScope scope, CaseSnapshot snapshot) =>
        SharingKeys.Of(consent, scope).All(key => IsOver(consent, scope, key, snapshot));

    // Stopped, or replaced by a later consent: neither comes back with the rest.
    private static bool IsOver(Consent consent, ConsentScope scope, SharingKey key, CaseSnapshot snapshot) =>
        StopsOf(consent, scope, key, snapshot).Any() || ConsentStanding.IsReplaced(consent, key, snapshot.Consents);

    private static ConsentScope WithoutStopped(Consent consent, ConsentScope scope, CaseSnapshot snapshot) =>
        scope with
        {
            Recipients = [.. scope.Recipients.Where(one => !IsOver(
            consent, scope, SharingKeys.Of(consent, scope, one.RegistrationId), snapshot))]
        };

    private static IEnumerable<Stop> StopsOf(Consent consent, ConsentScope scope, SharingKey key, CaseSnapshot snapshot) =>
        ConsentRules.Covering(consent, scope, key, snapshot.Head.Stops)
            .Where(stop => !IsOlderThanStops(consent) || ConsentRules.AgreedAt(consent) is not { } agreed || agreed <= stop.At);

    private static WithdrawalId? Named(AfterStopInput? after) => after is null ? null : new(after.Stop);

    private static long PlaceOf(AfterStopInput? after, CaseSnapshot snapshot) =>
        Named(after) is { } named ? snapshot.Head.Stops.LastOrDefault(stop => stop.Id == named)?.Place ?? 0 : 0;

    private async Task<Refusal?> WhyNotAsync(
        Consent consent, long seen, CaseSnapshot snapshot, DateTimeOffset now, CancellationToken cancellation)
    {
        List<ProblemItem> defects = [.. ConsentRules.CheckIntake(consent, snapshot.Facts, policy, now).Select(ConsentDefects.Of)];
        defects.AddRange(
            ConsentRules.CheckAfterStop(consent, seen, snapshot.Facts).Select(finding => ConsentDefects.Of(
                finding, ConsentRules.ToName(consent, seen, snapshot.Head.Stops))));
        // Reckoned from a time of giving that is refused itself.
        if (ConsentRules.AgreedAt(consent) > now)
            defects = [.. defects.Where(defect => defect.Pointer != "/reviewBy").Select(defect => defect.Pointer == "/givenAt"
                ? defect with { Detail = $"{defect.Detail}; {CallerTimes.Present(now)}" }
                : defect)];
        // What she said last counts, not what was typed in last.
        if (snapshot.Consents.Any(other => other.Id != consent.Id && other.State is not (ConsentState.Superseded or ConsentState.Requested)
            && snapshot.Facts.Corrections.AgreedAt(other) > ConsentRules.AgreedAt(consent)
                && SharingKeys.Of(other).Intersect(SharingKeys.Of(consent)).Any()))
            defects.Add(
                new ProblemItem(
                    "/givenAt", "a later answer of hers about the same sharing is on record: an older paper does not replace it",
                    ReasonKinds.ConsentInvalidForm, "R-264"));
        if (snapshot.Facts.HighestTime > now + policy.Profile.ClockSkew)
            defects = [.. defects.Select(
                defect => defect.Pointer == "/givenAt"
                    ? defect with { Detail =
                        $"{defect.Detail}; the case has seen the time of a clock that was ahead, which two persons set back by "
                            + "clock-correction" }
                    : defect)];
        var bodies = new KnownBodies(registry, cancellation);
        if (consent.Evidence.ExplainedBy is { } explainer && !await bodies.IsPersonAsync(explainer, consent.Controller))
            defects.Add(
                new ProblemItem(
                    "/evidence/explainedBy",
                    "who explained it is a registered person: of the agency that holds the case, or named as registration/person",
                    ReasonKinds.ConsentInvalidForm, "R-005"));
        for (int i = 0; i < consent.Scopes.Count; i++)
            await RecipientsAsync(consent.Scopes[i], $"/scopes/{i}", bodies, defects);
        return defects.Count == 0
            ? null
            : new(ProblemType.InvalidConsent, "the consent is not taken in: each defect is named", defects[0].Pointer) { Errors = defects };
    }

    private async Task RecipientsAsync(ConsentScope scope, string at, KnownBodies bodies, List<ProblemItem> defects)
    {
        Pathway? pathway = policy.Pathways.GetValueOrDefault(scope.Pathway);
        for (int i = 0; i < scope.Recipients.Count; i++)
        {
            string pointer = $"{at}/recipients/{i}/registrationId";
            Registration? recipient = await bodies.RegistrationAsync(scope.Recipients[i].RegistrationId);
            if (recipient is null || recipient.Status == RegistrationStatus.Ended)
                defects.Add(new ProblemItem(pointer, "the agency is not registered", ReasonKinds.ConsentRecipient, "R-001"));
            else if (pathway is not null && !pathway.Recipients.Contains(recipient.ActorCode))
                defects.Add(new ProblemItem(pointer, "the agency is no recipient on this pathway", ReasonKinds.RecipientRole, "R-001"));
        }

        for (int i = 0; i < scope.StatusMayReach.Count; i++)
        {
            if (await bodies.RegistrationAsync(scope.StatusMayReach[i]) is null)
                defects.Add(
                    new ProblemItem($"{at}/statusMayReach/{i}", "the agency is not registered", ReasonKinds.ConsentRecipient, "R-104"));
        }
    }

    private static InformedEvidence Happened(InformedEvidence evidence, DateTimeOffset now) => evidence with
    {
        ExplainedAt = CallerTimes.Happened(evidence.ExplainedAt, now),
        Guardian = evidence.Guardian is { } guardian ? guardian with { At = CallerTimes.Happened(guardian.At, now) } : null,
    };

    private static string By(InformedEvidence evidence) => evidence.Guardian?.Id ?? "subject";

    private static string Channel(ConsentMode mode) => mode switch
    {
        ConsentMode.Video => "video",
        ConsentMode.Voice => "oral",
        _ => "inPerson",
    };
}
