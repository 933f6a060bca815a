namespace DataSharing.Functions.Registry;

/// <summary>
/// Who may be the second person of a change: somebody of the agency it concerns who reviews or administers there; of an
/// agreement, somebody of each party that did not propose it. Where there is nobody of that kind, another person of the registry; and
/// always where somebody gets the registry's own role, which reaches every agency of the country.
/// </summary>
public sealed class ChangeApprovers(RegistryReader reader, TimeProvider time)
{
    /// <summary>Roles of persons who may approve for their own agency.</summary>
    public static IReadOnlyList<string> ForOwnAgency { get; } = [Roles.RegistryManage, Roles.SharingReview, Roles.LogReview];

    /// <summary>The registry sees every change, an agency those that concern it.</summary>
    public static bool MaySee(RegistryChange change, Caller caller) =>
        caller.Has(Roles.RegistryManage) || change.Concerns.Contains(caller.Registration);

    /// <summary>Why the caller may reject the change, but not approve it: wrong-role; null: she may.</summary>
    public static Refusal? WhyMayNotApprove(RegistryChange change, Caller caller) =>
        GivesRegistry(change) && !caller.Has(Roles.RegistryManage) ? WrongRole([Roles.RegistryManage]) : null;

    /// <returns>Why the caller is no second person of the change: wrong-agency, wrong-role; null: she may be.</returns>
    public async Task<Refusal?> WhyMayNotDecideAsync(RegistryChange change, Caller caller, CancellationToken cancellation)
    {
        if (OthersThanProposer(change).Contains(caller.Registration))
            return ForOwnAgency.Any(caller.Has) ? null : WrongRole(ForOwnAgency);
        if ((await AwaitedAsync(change, cancellation)).Count > 0)
            return new Refusal(
                ProblemType.WrongAgency,
                "the second person is of an agency that the change concerns and that has not agreed yet: see concerns");
        return caller.Has(Roles.RegistryManage) ? null : WrongRole([Roles.RegistryManage]);
    }

    /// <summary>Agencies whose yes is missing and that have somebody who could say it.</summary>
    public async Task<IReadOnlyList<RegistrationId>> AwaitedAsync(RegistryChange change, CancellationToken cancellation)
    {
        var awaited = new List<RegistrationId>();
        if (GivesRegistry(change))
            return awaited;
        foreach (RegistrationId agency in OthersThanProposer(change))
            if (change.Approvals.All(approval => approval.RegistrationId != agency) && await HasApproverAsync(agency, change, cancellation))
                awaited.Add(agency);
        return awaited;
    }

    // INVARIANT: nobody becomes a person of the registry by the word of their own agency.
    private static bool GivesRegistry(RegistryChange change) => change.Person?.Person.Roles.Contains(Roles.RegistryManage) is true;

    private static Refusal WrongRole(IReadOnlyList<string> roles) =>
        new(ProblemType.WrongRole, $"the second person has one of the roles {string.Join(", ", roles)}", "roles");

    // The party that proposes an agreement has had its say.
    private static IEnumerable<RegistrationId> OthersThanProposer(RegistryChange change) =>
        change.Concerns.Where(agency => change.Concerns.Count == 1 || agency != change.Proposed.RegistrationId);

    private async Task<bool> HasApproverAsync(RegistrationId registrationId, RegistryChange change, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        Registration? registration = (await reader.FindRegistrationAsync(registrationId, cancellation))?.Value;
        // An agency that does not exist yet, or is suspended, has nobody who could sign in.
        return registration is { Status: RegistrationStatus.Active }
            && (await reader.PersonsAsync(registrationId, cancellation)).Any(person =>
                person.StandsAt(now) && person.Roles.Any(ForOwnAgency.Contains)
                && (person.Id != change.Proposed.PersonId || registrationId != change.Proposed.RegistrationId));
    }
}
