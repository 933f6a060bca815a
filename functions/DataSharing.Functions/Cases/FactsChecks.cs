using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Cases;

/// <summary>Turns facts as given into facts on record, or names every member that cannot stand.</summary>
public sealed partial class FactsChecks(PolicySet policy, RegistryReader registry, TimeProvider time)
{
    /// <returns>Refused: unknown-field, unknown-pathway, unknown-agency, unknown-person or invalid-value.</returns>
    public async Task<Result<CaseFacts>> CheckAsync(
        CaseId caseId, RegistrationId holder, CaseFactsBody body, CancellationToken cancellation)
    {
        var defects = new BodyDefects();
        var bodies = new KnownBodies(registry, cancellation);
        DateTimeOffset now = time.GetUtcNow();
        Age(body, now, defects);
        await GuardiansAsync(body, now, bodies, defects);
        Capacity(body.Capacity, now, defects);
        ReflectionPeriod(body.Reflection, defects);
        if (body.Risk is { } risk)
            await RiskAsync(risk, now, bodies, defects);
        Registration? own = await bodies.RegistrationAsync(holder);
        await BarsAsync(body.BarredBodies, "/barredBodies", own, bodies, defects);
        await BarsAsync(body.Conflicts, "/conflicts", own, bodies, defects);
        defects.Past(body.ReconfirmSince, now, "/reconfirmSince");
        defects.Unless(
            body.PermitAppliedOn is null or "personal" or "coOperation", "/permitAppliedOn", "the ground is personal or coOperation",
            "R-231");
        await OnPathsAsync(body, bodies, defects);
        return defects.WhyRefused() is { } refusal ? refusal : Happened(body, now).ToFacts(caseId, holder, policy.Profile.ReflectionDays);
    }

    private static CaseFactsBody Happened(CaseFactsBody body, DateTimeOffset now) => body with
    {
        ReconfirmSince = CallerTimes.Happened(body.ReconfirmSince, now),
        Risk = body.Risk is { } risk ? risk with { At = CallerTimes.Happened(risk.At, now) } : null,
        Capacity = body.Capacity with
        {
            Findings = [.. body.Capacity.Findings.Select(finding => finding with { At = CallerTimes.Happened(finding.At, now) })],
        },
    };

    private void Age(CaseFactsBody body, DateTimeOffset now, BodyDefects defects)
    {
        AgeFacts age = body.Age;
        defects.Time(age.MajorityAt, "/age/majorityAt");
        defects.Unless(
            age.Status != AgeStatus.Child || age.MajorityAt is not { } majority || majority > now, "/age/majorityAt",
            "a child's majority lies ahead; whose majority has come is an adult", "R-140");
        defects.Unless(
            age.MajorityAt is not { } far || far <= now.AddYears(policy.Profile.AgeOfMajority + 1), "/age/majorityAt",
            "majority is at most the age of majority away", "R-140");
        defects.Unless(
            age.Status != AgeStatus.Adult || age.MajorityAt is not { } passed || passed <= now, "/age/status",
            "a person whose majority lies ahead is a child or in doubt, not an adult", "R-128");
        bool guarded = body.Guardians.Parental != ParentalGuardian.None || body.Guardians.Advocate != GuardianAdvocate.None;
        defects.Unless(
            age.Status != AgeStatus.Adult || age.GuardianshipContinues || !guarded, "/guardians",
            "an adult has no guardian unless a court continues the guardianship", "R-140");
    }

    private async Task GuardiansAsync(CaseFactsBody body, DateTimeOffset now, KnownBodies bodies, BodyDefects defects)
    {
        GuardianFacts guardians = body.Guardians;
        defects.Unless(
            guardians.Parental != ParentalGuardian.None || guardians.ParentalId is null, "/guardians/parentalId",
            "there is no parental guardian whose id this could be");
        defects.Unless(
            guardians.Parental != ParentalGuardian.Appointed || guardians.ParentalId is not null, "/guardians/parentalId",
            "an appointed guardian has an opaque id", "R-130");
        bool hasAdvocate = guardians.Advocate != GuardianAdvocate.None;
        defects.Unless(
            hasAdvocate || (guardians.AdvocateRegistration is null && guardians.AdvocatePerson is null), "/guardians/advocate",
            "who the guardian advocate is needs one who is appointed");
        defects.Unless(
            !hasAdvocate || guardians.AdvocateRegistration is not null, "/guardians/advocateRegistration",
            "an appointed guardian advocate has a service", "R-134");
        defects.Unless(
            !hasAdvocate || guardians.AdvocatePerson is not null, "/guardians/advocatePerson",
            "a guardian advocate is a named person of the service", "R-219");
        if (guardians.AdvocateRegistration is not { } service)
            return;
        Domain.Registry.Registration? registration = await bodies.RegistrationAsync(service);
        if (registration is null)
            defects.Add(ProblemType.UnknownAgency, "/guardians/advocateRegistration", "the agency is not registered");
        else if (registration.ActorCode != "GUARD-A")
            defects.Add(
                ProblemType.InvalidValue, "/guardians/advocateRegistration", "the agency is not registered as guardian advocates (GUARD-A)",
                "R-134");
        else if (await bodies.BelongsToPoliceOrImmigrationAsync(registration.AgencyId, policy))
            defects.Add(
                ProblemType.InvalidValue, "/guardians/advocateRegistration", "a guardian advocate is independent of police and immigration",
                "R-228");
        else if (guardians.AdvocatePerson is { } person && (await bodies.PersonAsync(service, person))?.StandsAt(now) != true)
            defects.Add(
                ProblemType.UnknownPerson, "/guardians/advocatePerson",
                "the person is not registered with that service, or not vetted now");
    }

    private void Capacity(CapacityFacts capacity, DateTimeOffset now, BodyDefects defects)
    {
        for (int i = 0; i < capacity.Findings.Count; i++)
        {
            defects.Unless(
                policy.Purposes.ContainsKey(capacity.Findings[i].Purpose), $"/capacity/findings/{i}/purpose", "the purpose is not known",
                "R-148");
            defects.Past(capacity.Findings[i].At, now, $"/capacity/findings/{i}/at");
        }

        defects.Distinct(
            capacity.Findings.Select(finding => finding.Purpose), "/capacity/findings", "there is another finding on this decision");
    }

    private void ReflectionPeriod(ReflectionFacts reflection, BodyDefects defects)
    {
        defects.Time(reflection.Start, "/reflection/start");
        defects.Time(reflection.End, "/reflection/end");
        defects.Unless(
            reflection.End is null || reflection.Start is not null, "/reflection/start", "a reflection period that ends has a start");
        if (reflection is not { Start: { } start, End: { } end })
            return;
        NationalProfile profile = policy.Profile;
        defects.Unless(
            end - start >= TimeSpan.FromDays(profile.ReflectionFloorDays), "/reflection/end",
            $"a reflection period is never shorter than {profile.ReflectionFloorDays} days", "R-232");
    }

    private async Task RiskAsync(RiskFacts risk, DateTimeOffset now, KnownBodies bodies, BodyDefects defects)
    {
        defects.Past(risk.At, now, "/risk/at");
        for (int i = 0; i < risk.NamedBodies.Count; i++)
            if (!await bodies.IsBodyAsync(risk.NamedBodies[i]))
                defects.Add(ProblemType.UnknownAgency, $"/risk/namedBodies/{i}", "the agency is not registered");
        Each(risk.RaisedForPathways, "/risk/raisedForPathways", (id, pointer) => Pathway(id, pointer, defects));
        for (int i = 0; i < risk.NamedPersons.Count; i++)
        {
            string[] parts = risk.NamedPersons[i].Split('/');
            if (parts.Length != 2 || await bodies.PersonAsync(RegistrationId.Read(parts[0]), PersonId.Read(parts[1])) is null)
                defects.Add(
                    ProblemType.UnknownPerson, $"/risk/namedPersons/{i}", "a person is named as registration/person, both registered");
        }
    }

    private static void Each(IReadOnlyList<string> items, string pointer, Action<string, string> check)
    {
        for (int i = 0; i < items.Count; i++)
            check(items[i], $"{pointer}/{i}");
    }
}
