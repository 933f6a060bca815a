namespace DataSharing.Functions.Registry;

/// <summary>What one registry change writes.</summary>
/// <param name="Partition">Where all that must change together lies.</param>
/// <param name="Operations">Committed together there.</param>
public sealed record RegistryWrite(Partition Partition, IReadOnlyList<Operation> Operations)
{
    /// <summary>Directory entries, written before. Left over from a write that never happened they do no harm.</summary>
    public IReadOnlyList<(string Id, DirectoryEntry Entry)> List { get; init; } = [];

    /// <summary>Directory entries taken away afterwards.</summary>
    public IReadOnlyList<string> Unlist { get; init; } = [];

    public RegistryWrite With(params IEnumerable<Operation> more) => this with { Operations = [.. Operations, .. more] };

    public static RegistryWrite Create(Registration registration) => new(
        RegistryKeys.OfRegistration(registration.Id),
        [Operation.Create(RegistryKeys.RegistrationId, registration)])
    {
        List = [
            (RegistryKeys.Registrations + registration.Id, new(registration.Id)),
            .. Bindings(registration).Select(id => (id, new DirectoryEntry(registration.Id))),
        ],
    };

    /// <summary>Replaces a registration and moves its epoch: decisions in flight no longer hold.</summary>
    public static RegistryWrite Replace(Stored<Registration> current, Registration next) => new(
        RegistryKeys.OfRegistration(next.Id),
        [Operation.Replace(RegistryKeys.RegistrationId, next with { Epoch = current.Value.Epoch + 1 }, current.ETag)])
    {
        List = [.. Bindings(next).Except(Bindings(current.Value)).Select(id => (id, new DirectoryEntry(next.Id)))],
        Unlist = [.. Bindings(current.Value).Except(Bindings(next))],
    };

    public static RegistryWrite Create(PersonDocument person) => new(
        RegistryKeys.OfRegistration(person.Person.RegistrationId),
        [Operation.Create(RegistryKeys.Person(person.Person.Id), person), Know(person)]);

    public static RegistryWrite Replace(Stored<PersonDocument> current, PersonDocument next) => new(
        RegistryKeys.OfRegistration(next.Person.RegistrationId),
        [
            Operation.Replace(RegistryKeys.Person(next.Person.Id), next, current.ETag),
            .. current.Value.Subject == next.Subject
                ? Array.Empty<Operation>()
                : [Operation.Delete(RegistryKeys.Subject(current.Value.Subject)), Know(next)],
        ]);

    public static RegistryWrite Create(Agreement agreement) => new(
        RegistryKeys.OfAgreement(agreement.Id),
        [Operation.Create(RegistryKeys.AgreementId, agreement)])
    {
        List =
        [
            (RegistryKeys.Agreements + agreement.Id, new(agreement.Id)),
            (RegistryKeys.Pairs(agreement.PartyA, agreement.PartyB) + agreement.Id, new(agreement.Id)),
        ],
    };

    /// <summary>Replaces an agreement between the same parties and moves its epoch.</summary>
    public static RegistryWrite Replace(Stored<Agreement> current, Agreement next) => new(
        RegistryKeys.OfAgreement(next.Id),
        [
            Operation.Replace(
                RegistryKeys.AgreementId, next with { Version = current.Value.Version + 1, Epoch = current.Value.Epoch + 1 }, current.ETag),
        ]);

    private static IEnumerable<string> Bindings(Registration registration) => registration.Bindings.Select(RegistryKeys.Binding);

    private static Create Know(PersonDocument person) =>
        Operation.Create(RegistryKeys.Subject(person.Subject), new SubjectDocument(person.Person.Id));
}
