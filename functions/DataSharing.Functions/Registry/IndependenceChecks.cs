using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;

namespace DataSharing.Functions.Registry;

/// <summary>Keeps one legal body from being registered both as guardians and as police or immigration. Source: .</summary>
public sealed class IndependenceChecks(PolicySet policy, RegistryReader registry)
{
    /// <exception cref="ProblemException">invalid-value, naming the member.</exception>
    public async Task RequireAsync(Registration next, CancellationToken cancellation)
    {
        foreach (Registration other in await registry.AllRegistrationsAsync(cancellation))
            Require(next, other);
    }

    public void Require(Registration next, Registration other)
    {
        if (other.AgencyId == next.AgencyId && other.Id != next.Id && Independence.Collide(policy, next.ActorCode, other.ActorCode))
            throw new ProblemException(
                ProblemType.InvalidValue, "guardians are independent of police and immigration: the agency is registered as the one and cannot be the other", "/agencyId",
                [new ProblemItem("/agencyId", "guardians are independent of police and immigration", null, "R-228")]);
    }
}
