namespace DataSharing.Functions.Registry;

/// <summary>
/// Whether somebody may be the second person of an act: a registered person who signed in, and another human being than whoever
/// acted before. Whoever holds an application's token can name any person in it, so that such a token confirms nothing. A
/// person may have a staff id in several registrations; a second registration is no second person.
/// </summary>
public sealed class SecondPerson(RegistryReader registry)
{
    /// <param name="before">Everybody who acted before; one who acted by an application counts as the person it named.</param>
    /// <returns>Why somebody is not: same-person; null: she is.</returns>
    public async Task<Refusal?> WhyNotAsync(TwoPersonRule rule, Caller caller, IEnumerable<Approval> before, CancellationToken cancellation)
    {
        if (!caller.SignedIn)
            return new Refusal(
                ProblemType.SamePerson,
                $"{rule.What} takes a second person who signs in: a token of an application confirms nothing, whomever it acts for");
        var by = new Approval(caller.Registration, caller.Person, default);
        foreach (Approval one in before)
            if (await IsSameAsync(one, by, cancellation))
                return new Refusal(ProblemType.SamePerson, $"{rule.What} takes another person than those who acted before");
        return null;
    }

    /// <summary>The same person of the same registration, the same staff id in one body, or the same account of one tenant.</summary>
    public async Task<bool> IsSameAsync(Approval one, Approval other, CancellationToken cancellation)
    {
        if (one.SamePersonAs(other))
            return true;
        if ((await registry.FindRegistrationAsync(one.RegistrationId, cancellation))?.Value is not { } first
            || (await registry.FindRegistrationAsync(other.RegistrationId, cancellation))?.Value is not { } second)
            return false;
        if (first.AgencyId == second.AgencyId && one.PersonId == other.PersonId)
            return true;
        return first.Bindings.Any(binding => second.Bindings.Any(theirs => theirs.TenantId == binding.TenantId))
            && await SubjectAsync(one, cancellation) is { } subject
            && subject == await SubjectAsync(other, cancellation);
    }

    private async Task<string?> SubjectAsync(Approval approval, CancellationToken cancellation) =>
        IdForm.Has(approval.PersonId)
            ? (await registry.FindPersonAsync(approval.RegistrationId, approval.PersonId, cancellation))?.Value.Subject
            : null;
}
