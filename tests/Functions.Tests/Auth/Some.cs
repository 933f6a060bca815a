using DataSharing.Domain.Registry;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Tests.Auth;

/// <summary>Registry documents that stand; tests change what they are about.</summary>
internal static class Some
{
    public static Registration Registration(string id, string actorCode, string app) => new()
    {
        Id = id,
        AgencyId = "agency-" + id,
        ActorCode = actorCode,
        DisplayName = id,
        Country = "XN",
        Bindings = [new IdentityBinding(TestIssuer.Tenant, app, null)],
    };

    public static PersonDocument Person(string registration, string id, TimeProvider time, params string[] roles) => new(
        new Person { Id = id, RegistrationId = registration, Roles = roles, VettedUntil = time.GetUtcNow().AddYears(1) },
        id + "@directory");
}
