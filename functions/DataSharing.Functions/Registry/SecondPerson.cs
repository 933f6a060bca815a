using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;

namespace DataSharing.Functions.Registry;

/// <summary>
/// Whether two approvals come from one human being. A person may have a staff id in several registrations; a second
/// registration is no second person.
/// </summary>
public sealed class SecondPerson(RegistryReader registry)
{
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
        Identifiers.IsValid(approval.PersonId) ? (await registry.FindPersonAsync(approval.RegistrationId, approval.PersonId, cancellation))?.Value.Subject : null;
}
