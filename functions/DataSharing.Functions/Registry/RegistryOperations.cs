using DataSharing.Domain.Agreements;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Registry;

/// <summary>The store operations of each registry change; the caller commits them together.</summary>
public static class RegistryOperations
{
    public static IEnumerable<Operation> Create(Registration registration) =>
    [
        Operation.Create(RegistryKeys.Registration(registration.Id), registration),
        .. registration.Bindings.Select(binding => Bind(registration.Id, binding)),
    ];

    /// <summary>Replaces a registration with its bindings. The next version's epoch must be higher.</summary>
    public static IEnumerable<Operation> Replace(Stored<Registration> current, Registration next)
    {
        HashSet<(string, string?)> before = [.. current.Value.Bindings.Select(Key)], after = [.. next.Bindings.Select(Key)];
        return
        [
            Operation.Replace(RegistryKeys.Registration(next.Id), next, current.ETag),
            .. current.Value.Bindings.Where(binding => !after.Contains(Key(binding))).Select(binding => Operation.Delete(RegistryKeys.Binding(binding.TenantId, binding.AppId!))),
            .. next.Bindings.Where(binding => !before.Contains(Key(binding))).Select(binding => Bind(next.Id, binding)),
        ];
    }

    public static IEnumerable<Operation> Create(PersonDocument person) =>
    [
        Operation.Create(RegistryKeys.Person(person.Person.RegistrationId, person.Person.Id), person),
        Know(person),
    ];

    public static IEnumerable<Operation> Replace(Stored<PersonDocument> current, PersonDocument next)
    {
        string registration = next.Person.RegistrationId;
        yield return Operation.Replace(RegistryKeys.Person(registration, next.Person.Id), next, current.ETag);
        if (current.Value.Subject == next.Subject)
            yield break;
        yield return Operation.Delete(RegistryKeys.Subject(registration, current.Value.Subject));
        yield return Know(next);
    }

    public static IEnumerable<Operation> Create(Agreement agreement) =>
    [
        Operation.Create(RegistryKeys.Agreement(agreement.Id), agreement),
        Operation.Create(RegistryKeys.Pairs(agreement.PartyA, agreement.PartyB) + agreement.Id, new PairDocument(agreement.Id)),
    ];

    /// <summary>Replaces an agreement; its parties stay. The next version's epoch must be higher.</summary>
    public static IEnumerable<Operation> Replace(Stored<Agreement> current, Agreement next) =>
        [Operation.Replace(RegistryKeys.Agreement(next.Id), next, current.ETag)];

    private static (string, string?) Key(IdentityBinding binding) => (binding.TenantId, binding.AppId);

    private static Create Bind(string registrationId, IdentityBinding binding)
        => Operation.Create(RegistryKeys.Binding(binding.TenantId, binding.AppId!), new BindingDocument(registrationId));

    private static Create Know(PersonDocument person)
        => Operation.Create(RegistryKeys.Subject(person.Person.RegistrationId, person.Subject), new SubjectDocument(person.Person.Id));
}
