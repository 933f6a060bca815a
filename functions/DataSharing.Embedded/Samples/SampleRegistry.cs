using DataSharing.Domain.Policy;
using DataSharing.Embedded.Development;
using DataSharing.Functions.Registry;

namespace DataSharing.Embedded.Samples;

/// <summary>The sample country as a registry seed, and as principals of the development issuer. Only with <c>--development</c>.</summary>
internal static class SampleRegistry
{
    public const string Name = "sample registry";

    /// <summary>Registrations, persons and agreements that all stand for a year from <paramref name="now"/>.</summary>
    public static RegistrySeed Build(PolicySet policy, DateTimeOffset now)
    {
        var agencies = SampleCountry.Agencies.ToDictionary(agency => agency.Id, StringComparer.Ordinal);
        return new RegistrySeed(
            [.. SampleCountry.Agencies.Select(
                agency => new SeedRegistration(
                    Registration(agency, now), [.. agency.Staff.Select(one => Person(agency, one.Name, one.Roles, now))]))],
            [.. SampleCountry.Agreements.Select(pair => Agreement(agencies[pair.One], agencies[pair.Other], policy, now))]);
    }

    /// <summary>For each agency its app, and each person signed in.</summary>
    public static IReadOnlyList<DevelopmentPrincipal> Principals() =>
    [
        .. SampleCountry.Agencies.Select(agency => new DevelopmentPrincipal(
            agency.App, agency.DisplayName, agency.Id, agency.App, SampleCountry.Tenant,
            [.. agency.Staff.SelectMany(one => one.Roles).Distinct()], PrincipalKind.App)),
        .. SampleCountry.Agencies.SelectMany(agency => agency.Staff.Select(one => new DevelopmentPrincipal(
            agency.Person(one.Name), $"{agency.DisplayName}: {agency.Person(one.Name)}", agency.Id, agency.App, SampleCountry.Tenant,
            one.Roles, PrincipalKind.Person))),
    ];

    private static RegistrationInput Registration(SampleAgency agency, DateTimeOffset now) => new()
    {
        Id = agency.Id,
        AgencyId = agency.Body,
        ActorCode = agency.ActorCode,
        DisplayName = agency.DisplayName,
        Country = agency.Country,
        BodyOfState = agency.State,
        IdentityVerified = true,
        VerifiedUntil = now.AddYears(1),
        AccreditedUntil = now.AddYears(1),
        ConfidentialityPolicyVersion = "2026-1",
        ConfidentialityPolicyReviewBy = now.AddYears(1),
        ChildSpecialist = agency.ChildSpecialist,
        Bindings = [new BindingInput(SampleCountry.Tenant, agency.App)],
        Desks = [new DeskInput(
            "desk-" + agency.Short, agency.DisplayName + ", case desk", $"desk@{agency.Short}.example", now.AddYears(1),
            agency.ActorCode is "CHILDP" or "SOC", DeskMembers(agency))],
    };

    // Who receives for the agency opens what comes to its desk.
    private static IReadOnlyList<string> DeskMembers(SampleAgency agency) =>
        [.. agency.Staff.Where(one => one.Roles.Contains(Functions.Http.Roles.SharingReceive)).Select(one => agency.Person(one.Name))];

    private static PersonInput Person(SampleAgency agency, string name, string[] roles, DateTimeOffset now) => new()
    {
        Id = agency.Person(name),
        Roles = roles,
        VettedUntil = now.AddYears(1),
        ChildSpecialist = agency.ChildSpecialist,
    };

    private static AgreementInput Agreement(SampleAgency a, SampleAgency b, PolicySet policy, DateTimeOffset now)
    {
        List<LineInput> lines = [.. Lines(a, b, policy), .. Lines(b, a, policy)];
        DateTimeOffset until = now
            + (policy.Profile.AgreementReviewInterval < TimeSpan.FromDays(365)
                ? policy.Profile.AgreementReviewInterval
                : TimeSpan.FromDays(365));
        return new AgreementInput
        {
            Id = $"agr-{a.Short}-{b.Short}",
            PartyA = a.Id,
            PartyB = b.Id,
            Lines = lines,
            Purposes = [.. lines.Select(line => policy.Pathways[line.Pathway].Purpose).Distinct()],
            Roles = "Each party is controller of its own records and decides on its own.",
            Means = "This system alone.",
            DataProtectionClause = "Both parties comply with the data protection law of Norvane.",
            ConsentProcedure = "Written, task by task, explained in the person's language.",
            ValidFrom = now.AddDays(-1),
            ValidUntil = until,
            ReviewBy = until,
            SignedByA = now.AddDays(-1),
            SignedByB = now.AddDays(-1),
            ForeignSafeguards = a.Country == b.Country && a.State == b.State
                ? null
                : "Naming in the consent; deletion on withdrawal; no onward transfer.",
        };
    }

    private static IEnumerable<LineInput> Lines(SampleAgency sender, SampleAgency recipient, PolicySet policy) => policy.Pathways.Values
        .Where(pathway => pathway.Senders.Contains(sender.ActorCode) && pathway.Recipients.Contains(recipient.ActorCode))
        .OrderBy(pathway => pathway.Id, StringComparer.Ordinal)
        .Select(pathway => new LineInput(pathway.Id, sender.Id));
}
