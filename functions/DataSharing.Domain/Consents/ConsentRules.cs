using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Consents;

/// <summary>What makes a consent valid: at intake, and again whenever sharing would rest on it.</summary>
public static class ConsentRules
{
    /// <summary>
    /// Every defect of a consent that is about to be recorded; empty means that it is taken in. Source,
    ///
    /// </summary>
    public static IReadOnlyList<ConsentFinding> CheckIntake(Consent consent, CaseFacts subject, PolicySet policy, DateTimeOffset now)
    {
        var found = new List<ConsentFinding>();
        ConsentElements.Check(consent, now, found);
        FitsPerson(consent, subject, policy.Profile, now, found);
        if (consent.State is not ConsentState.Given || consent.GivenAt is not { } given || given > now)
            found.Add(new("givenAt", ReasonKinds.ConsentInvalidForm, "R-016"));
        if (consent.CaseId != subject.Id)
            found.Add(new("caseId", ReasonKinds.ConsentInvalidForm, "R-001"));
        if (consent.Controller != subject.Holder)
            found.Add(new("controller", ReasonKinds.ConsentInvalidForm, "R-001"));
        if (consent.ValidUntil <= consent.ValidFrom || consent.ValidUntil <= now)
            found.Add(new("validUntil", ReasonKinds.ConsentExpired, "R-001"));
        if (consent.ReviewBy <= now || consent.ReviewBy > now + policy.Profile.ConsentReviewInterval)
            found.Add(new("reviewBy", ReasonKinds.ConsentExpired, "R-012"));
        if (!policy.Purposes.ContainsKey(consent.Purpose))
            found.Add(new("purpose", ReasonKinds.ConsentPurpose, "R-003"));
        if (consent.Scopes.Count == 0)
            found.Add(new("scopes", ReasonKinds.ConsentScope, "R-001"));
        // The explanation comes first: what she hears afterwards she has not agreed to.
        if (consent.Evidence.ExplainedAt > consent.GivenAt)
            found.Add(new("evidence.explainedAt", ReasonKinds.ConsentInvalidForm, "R-005"));
        for (int i = 0; i < consent.Scopes.Count; i++)
            CheckScope(consent, consent.Scopes[i], i, policy, found);
        CheckAnswers(consent, found);
        return found;
    }

    /// <summary>
    /// What speaks against resting on a consent now; empty means that it stands. Source,
    ///
    /// </summary>
    public static IReadOnlyList<ConsentFinding> StandingAt(Consent consent, CaseFacts subject, NationalProfile profile, DateTimeOffset now)
    {
        var found = new List<ConsentFinding>();
        DateTimeOffset ending = subject.EndsBy(now, consent.RecordedAs);
        ConsentFinding? state = consent.State switch
        {
            ConsentState.Given or ConsentState.Reconfirmed => null,
            ConsentState.Withdrawn or ConsentState.Revoked => new ConsentFinding("state", ReasonKinds.ConsentWithdrawn, "R-043"),
            ConsentState.Expired => new ConsentFinding("state", ReasonKinds.ConsentExpired, "R-001"),
            ConsentState.Invalidated => new ConsentFinding("state", ReasonKinds.ConsentInvalidForm, "R-119"),
            _ => new ConsentFinding("state", ReasonKinds.ConsentNone, "R-016"),
        };
        if (state is not null)
            found.Add(state);
        if (now < consent.ValidFrom)
            found.Add(new("validFrom", ReasonKinds.ConsentNone, "R-001"));
        if (ending >= consent.ValidUntil)
            found.Add(new("validUntil", ReasonKinds.ConsentExpired, "R-001"));
        if (ending >= consent.ReviewBy)
            found.Add(new("reviewBy", ReasonKinds.ConsentExpired, "R-012"));
        if (subject.ReconfirmSince is { } since && AgreedAt(consent) is var agreed && (agreed is null || agreed < since))
            found.Add(new("reconfirmedAt", ReasonKinds.ConsentExpired, "R-012", HoldFacts.ConsentReconfirmed));
        ConsentElements.Check(consent, now, found);
        FitsPerson(consent, subject, profile, now, found);
        return found;
    }

    /// <summary>Voice only: valid, but to be reconfirmed face to face or by video .</summary>
    public static bool NeedsReconfirmation(Consent consent) => consent.Evidence.Mode == ConsentMode.Voice;

    /// <summary>
    /// What the stops of the case say against taking in a consent: where one is about its sharing, it names the latest of
    /// them and was given after it. Order decides, and time too: paper signed before a stop is refused however late it is
    /// typed in. Source.
    /// </summary>
    /// <param name="consent">The consent as it would be recorded, with the stop it names and when it was given.</param>
    /// <param name="seen">Place up to which the version before had seen stops; 0 for a new consent.</param>
    public static IReadOnlyList<ConsentFinding> CheckAfterStop(Consent consent, long seen, CaseFacts subject)
    {
        var about = subject.Stops.Where(stop => stop.Place > seen && consent.Scopes.Any(scope => IsAbout(stop, consent, scope))).ToList();
        Stop? named = consent.AfterStop is { } id ? subject.Stops.LastOrDefault(stop => stop.Id == id) : null;
        if (consent.AfterStop is not null && named is null)
            return [new("afterStop.stop", ReasonKinds.ConsentInvalidForm, "R-264")];
        if (about.Count == 0)
            return [];
        if (named is null)
            return [new("afterStop", ReasonKinds.ConsentWithdrawn, "R-264")];
        if (named.Place < about[^1].Place)
            return [new("afterStop.stop", ReasonKinds.ConsentWithdrawn, "R-264")];
        return AgreedAt(consent) is { } agreed && about.TrueForAll(stop => subject.Corrections.SaidAt(stop) <= agreed)
            ? []
            : [new("givenAt", ReasonKinds.ConsentWithdrawn, "R-050")];
    }

    /// <summary>The latest stop about a sharing of this consent that it has not seen: the one to name; null: there is none.</summary>
    public static Stop? ToName(Consent consent, long seen, IReadOnlyList<Stop> stops) =>
        stops.LastOrDefault(stop => stop.Place > seen && consent.Scopes.Any(scope => IsAbout(stop, consent, scope)));

    /// <summary>The stops that cover a scope, in their order; all of it only when each of its recipients is covered.</summary>
    public static IReadOnlyList<Stop> Covering(Consent consent, ConsentScope scope, SharingKey key, IReadOnlyList<Stop> stops)
    {
        List<Stop>? found = null;
        for (int i = 0; i < stops.Count; i++)
            if (stops[i].Covers(consent.Id, scope.Id, key, consent.SeenStops))
                (found ??= []).Add(stops[i]);
        return found ?? (IReadOnlyList<Stop>)[];
    }

    /// <summary>
    /// Whether one consent was recorded after another: it then replaced it for whatever sharing both are about, whatever became of
    /// it since. Stopping the later one, or its end, brings nothing back.
    /// </summary>
    public static bool IsLater(Consent one, Consent other)
    {
        if (one.RecordedAs != other.RecordedAs)
            return one.RecordedAs > other.RecordedAs;
        (DateTimeOffset? a, DateTimeOffset? b) = (AgreedAt(one), AgreedAt(other));
        return a != b ? b is null || a > b : string.CompareOrdinal(one.Id, other.Id) > 0;
    }

    private static bool IsAbout(Stop stop, Consent consent, ConsentScope scope) =>
        SharingKeys.Of(consent, scope).Any(key => stop.IsAbout(consent.Id, scope.Id, key));

    /// <summary>When the person last agreed, as it was said: for people and for comparing with other times that were said.</summary>
    public static DateTimeOffset? AgreedAt(Consent consent) =>
        consent.ReconfirmedAt is { } again && (consent.GivenAt is not { } first || again > first) ? again : consent.GivenAt;

    private static void FitsPerson(
        Consent consent, CaseFacts subject, NationalProfile profile, DateTimeOffset now, List<ConsentFinding> found)
    {
        InformedEvidence evidence = consent.Evidence;
        if (consent.Basis == ConsentBasis.Adult)
        {
            switch (subject.Age.At(now))
            {
                case AgeStatus.Disputed:
                    found.Add(new("basis", ReasonKinds.ChildAgeDoubt, "R-128", HoldFacts.AgeAssessment));
                    break;
                case AgeStatus.Child when !MayConsentAlone(subject.Age, profile, now):
                    found.Add(new("basis", ReasonKinds.ConsentInvalidForm, "R-129"));
                    break;
            }

            // Capacity is judged for this very decision: the consent's own evidence, or a later finding on this purpose.
            bool capable = subject.Capacity.HasCapacityFor(consent.Purpose)
                ?? (evidence.Capacity == CapacityFinding.HasCapacity && !evidence.CapacityConcernNoted);
            if (!capable)
                found.Add(new("evidence.capacity", ReasonKinds.CapacityUnassessed, "R-148", HoldFacts.CapacityAssessment));
            return;
        }

        // At majority the guardian's consent ends, unless a court continues it: by the highest time seen, so that a clock that lags
        // does not go on with it. The rules that protect a child end by the present; in between nothing passes.
        if (subject.Age.At(subject.EndsBy(now)) == AgeStatus.Adult && !subject.Age.GuardianshipContinues)
        {
            found.Add(new("basis", ReasonKinds.ConsentExpired, "R-140", HoldFacts.OwnConsentAtMajority));
            return;
        }

        if (evidence.Guardian is { Capacity: GuardianCapacity.ParentalGuardian } guardian)
        {
            if (subject.Guardians.Parental == ParentalGuardian.Implicated)
                found.Add(new("evidence.guardian", ReasonKinds.ChildGuardianUnfit, "R-132"));
            else if (subject.Guardians.Parental == ParentalGuardian.Unclear)
                found.Add(new("evidence.guardian", ReasonKinds.ChildGuardianUnfit, "R-132", HoldFacts.GuardianCleared));
            else if (subject.Guardians.Parental == ParentalGuardian.None)
                found.Add(new("evidence.guardian", ReasonKinds.ChildGuardianMissing, "R-234", HoldFacts.GuardianAppointed));
            else if (subject.Guardians.ParentalId is { } id && id != guardian.Id)
                found.Add(new("evidence.guardian.id", ReasonKinds.ChildGuardianMissing, "R-130"));
        }

        if (profile.ChildDissentHolds && evidence.Child == ChildAnswer.Dissents)
            found.Add(new("evidence.child", ReasonKinds.ConsentNone, "R-235", HoldFacts.ChildAgreement));
    }

    private static bool MayConsentAlone(AgeFacts age, NationalProfile profile, DateTimeOffset now) =>
        age.MajorityAt is { } majority && now >= majority.AddYears(profile.ChildConsentAge - profile.AgeOfMajority);

    private static void CheckScope(Consent consent, ConsentScope scope, int index, PolicySet policy, List<ConsentFinding> found)
    {
        string at = $"scopes[{index}]";
        if (!policy.Pathways.TryGetValue(scope.Pathway, out Pathway? pathway) || pathway.Purpose != consent.Purpose)
        {
            found.Add(new(at + ".pathway", ReasonKinds.ConsentPurpose, "R-003"));
            return;
        }

        if (scope.Recipients.Count == 0)
            found.Add(new(at + ".recipients", ReasonKinds.ConsentRecipient, "R-001"));
        for (int i = 0; i < scope.Recipients.Count; i++)
            if (!scope.Recipients[i].ShownByName)
                found.Add(new($"{at}.recipients[{i}].shownByName", ReasonKinds.ConsentInvalidForm, "R-003"));
        if (scope.PermitGround is not null && consent.Purpose != PurposeCodes.Perm)
            found.Add(new(at + ".permitGround", ReasonKinds.ConsentPurpose, "R-190"));
        else if (scope.PermitGround is { } ground
            && ground != (pathway.Conditions.Contains(PathwayCondition.CooperationChoice) ? "coOperation" : "personal"))
            found.Add(new(at + ".permitGround", ReasonKinds.ConsentPurpose, "R-231"));
        if (scope.Matter is not null && policy.Purposes.GetValueOrDefault(consent.Purpose) is not { OneMatterEach: true })
            found.Add(new(at + ".matter", ReasonKinds.ConsentPurpose, "R-264"));
        if (scope.Tier == Tier.Stat)
            found.Add(new(at + ".tier", ReasonKinds.ConsentScope, "R-283"));
        if (pathway.Conditions.Contains(PathwayCondition.VictimRequest) && !scope.AtPersonsRequest)
            found.Add(new(at + ".atPersonsRequest", ReasonKinds.ConsentNone, "R-198"));
        if (pathway.Conditions.Contains(PathwayCondition.PriorDiscussion) && scope.DiscussedAt is null)
            found.Add(new(at + ".discussedAt", ReasonKinds.ConsentInvalidForm, "R-020"));
        else if (scope.DiscussedAt > consent.GivenAt)
            found.Add(new(at + ".discussedAt", ReasonKinds.ConsentInvalidForm, "R-020"));
        if (scope.Tier == Tier.Full && !scope.FullByExplicitChoice)
            found.Add(new(at + ".fullByExplicitChoice", ReasonKinds.ConsentScope, "R-023"));
        if (scope.DisclosureLevel is { } level && !pathway.Levels.Any(l => l.Id == level))
            found.Add(new(at + ".disclosureLevel", ReasonKinds.ConsentScope, "R-029"));
        CheckNames(scope.Included, at + ".included", policy, found);
        CheckNames(scope.Excluded, at + ".excluded", policy, found);
        CheckNames(scope.ExpresslyChosen, at + ".expresslyChosen", policy, found);
        if (scope.ValidUntil <= scope.ValidFrom)
            found.Add(new(at + ".validUntil", ReasonKinds.ConsentExpired, "R-001"));
    }

    // Yes and no to one sharing in one consent: nobody could say which of them she meant.
    private static void CheckAnswers(Consent consent, List<ConsentFinding> found)
    {
        var answers = new Dictionary<SharingKey, bool>();
        for (int i = 0; i < consent.Scopes.Count; i++)
            for (int j = 0; j < consent.Scopes[i].Recipients.Count; j++)
            {
                RecipientChoice recipient = consent.Scopes[i].Recipients[j];
                SharingKey key = SharingKeys.Of(consent, consent.Scopes[i], recipient.RegistrationId);
                if (!answers.TryAdd(key, recipient.Declined) && answers[key] != recipient.Declined)
                    found.Add(new($"scopes[{i}].recipients[{j}].declined", ReasonKinds.ConsentInvalidForm, "R-264"));
            }
    }

    private static void CheckNames(IReadOnlyList<string> names, string at, PolicySet policy, List<ConsentFinding> found)
    {
        for (int i = 0; i < names.Count; i++)
            if (!policy.Fields.ContainsKey(names[i]) && !policy.Groups.ContainsKey(names[i]))
                found.Add(new($"{at}[{i}]", ReasonKinds.ConsentScope, "R-015"));
    }
}
