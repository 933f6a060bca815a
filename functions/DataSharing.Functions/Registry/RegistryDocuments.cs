namespace DataSharing.Functions.Registry;

/// <summary>A registered person and the token subject that is this person.</summary>
/// <param name="Person">The person.</param>
/// <param name="Subject">The issuer's object id; the staff id itself where the agency uses one name for both.</param>
public sealed record PersonDocument(Person Person, string Subject);

/// <summary>Which person of a registration a token subject is.</summary>
public sealed record SubjectDocument(PersonId PersonId);

/// <summary>
/// An entry of the directory: where to look. It may be left over from a write that never happened, so that nothing rests
/// on it alone.
/// </summary>
public sealed record DirectoryEntry(string Id, string? Partition = null);

/// <summary>
/// Where things lie. A registration, its persons, their changes and its gate share a partition, and an agreement with its
/// gate does, so that one commit changes all that must change together. The directory finds and lists them.
/// </summary>
public static class RegistryKeys
{
    public const string RegistrationId = "registration";
    public const string AgreementId = "agreement";
    public const string Persons = "person:";
    public const string Registrations = "registration:";
    public const string Agreements = "agreement:";
    public const string Changes = "change:";

    public static Partition Directory { get; } = Partition.Registry("directory");

    public static Partition OfRegistration(RegistrationId id) => Partition.Registry("registration-" + id);

    public static Partition OfAgreement(AgreementId id) => Partition.Registry("agreement-" + id);

    public static string Person(PersonId personId) => Persons + personId;

    public static string Change(string id) => Changes + id;

    public static string Codes(string agencyId) => "codes:" + agencyId;

    public static string Subject(string subject) => "subject:" + Digest(subject);

    /// <summary>Tenant and application ids are texts of the issuer: hashed, they fit any store's document ids.</summary>
    public static string Binding(IdentityBinding binding) => Binding(binding.TenantId, binding.AppId, binding.Subject);

    public static string Binding(string tenant, string? app, string? subject) =>
        "binding:" + Digest(tenant + "\n" + app + (subject is null ? "" : "\n" + subject));

    public static string Pairs(RegistrationId one, RegistrationId other)
        => string.CompareOrdinal(one, other) <= 0 ? $"pair:{one}:{other}:" : $"pair:{other}:{one}:";

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
