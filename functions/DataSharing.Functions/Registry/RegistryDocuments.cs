using System.Security.Cryptography;
using System.Text;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Registry;

/// <summary>A registered person and the token subject that is this person.</summary>
/// <param name="Person">The person.</param>
/// <param name="Subject">The issuer's object id; the staff id itself where the agency uses one name for both.</param>
public sealed record PersonDocument(Person Person, string Subject);

/// <summary>Which registration a token identity acts for.</summary>
public sealed record BindingDocument(string RegistrationId);

/// <summary>Which person of a registration a token subject is.</summary>
public sealed record SubjectDocument(string PersonId);

/// <summary>That an agreement is between two registrations.</summary>
public sealed record PairDocument(string AgreementId);

/// <summary>
/// Where things lie in the registry's one partition. One, because a country's registry is small, is read by point reads
/// alone, and a registration and its bindings must change together. Registration and agreement documents are the gates:
/// their epoch grows with each change.
/// </summary>
public static class RegistryKeys
{
    public const string Registrations = "registration:";
    public const string Agreements = "agreement:";
    public const string Changes = "change:";

    public static Partition Partition { get; } = Partition.Registry("registry");

    public static string Registration(string id) => Registrations + id;

    public static string Persons(string registrationId) => $"person:{registrationId}:";

    public static string Person(string registrationId, string personId) => Persons(registrationId) + personId;

    public static string Agreement(string id) => Agreements + id;

    public static string Change(string id) => Changes + id;

    /// <summary>Tenant and application ids are texts of the issuer: hashed, they fit any store's document ids.</summary>
    public static string Binding(string tenant, string app) => "binding:" + Digest(tenant + "\n" + app);

    public static string Subject(string registrationId, string subject) => $"subject:{registrationId}:{Digest(subject)}";

    public static string Pairs(string one, string other)
        => string.CompareOrdinal(one, other) <= 0 ? $"pair:{one}:{other}:" : $"pair:{other}:{one}:";

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
