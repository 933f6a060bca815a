using DataSharing.Domain.Policy;
using DataSharing.Functions;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>
/// Adds to the sample country the agencies that scenarios need and it lacks: over the API, by two persons, as anybody would.
/// </summary>
public static class Country
{
    public const string Home = "XN";
    private static readonly Actor Manager = Agencies.Coordination.Of("manager", Roles.RegistryManage);
    /// <summary>The registry's other person.</summary>
    public static readonly Actor SecondManager = Agencies.Coordination.Of("manager-2", Roles.RegistryManage);

    /// <summary>Two persons who manage the registry, as an operator names them.</summary>
    public static IReadOnlyList<string> RegistryPersons { get; } = [Name(Manager), Name(SecondManager)];

    public static PolicySet Policy { get; } = PolicyFolder.Load(Path.Combine(AppContext.BaseDirectory, PolicyFolder.Name));

    public static async Task AddAsync(Api api)
    {
        await RegisterAsync(api, Agencies.Assessors, "ASSESS");
        await RegisterAsync(api, Agencies.School, "NGO-S", forChildren: true);
        await RegisterAsync(api, Agencies.PoliceForChildren, "POL-AT", forChildren: true);
        await RegisterAsync(api, Agencies.Tracing, "IGO", forChildren: true);
        await RegisterAsync(api, Agencies.Emergency, "EMERG");
        await RegisterAsync(api, Agencies.Detention, "PRIS");
        await RegisterAsync(api, Agencies.ChildHome, "SHELT", forChildren: true);
        await RegisterAsync(api, Agencies.ChildLawyer, "LAWY", forChildren: true);
        await RegisterAsync(api, Agencies.ChildClinic, "DOC-P", forChildren: true);
        await RegisterAsync(api, Agencies.ChildPlacementAbroad, "RECV", r => r with { Country = "XA" }, forChildren: true);
        await RegisterAsync(api, Agencies.ForceWithContact, "POL-AT", r => r with { DesignatedContactOnly = true });
        await RegisterAsync(api, Agencies.SocialForChildren, "SOC", forChildren: true);
        await RegisterAsync(api, Agencies.StrictGuardians, "GUARD-A", r => r with { GuardianCaseloadLimit = 16 }, forChildren: true);
        await RegisterAsync(api, Agencies.MoreGuardians, "GUARD-A", forChildren: true);
        await RegisterAsync(api, Agencies.Befrienders, "VOL");
        await PersonAsync(
            api, Agencies.Advocate, "volunteer",
            new PersonInput
            {
                Id = "advocate-volunteer",
                Roles = Agencies.Advocate.Worker.Roles,
                Volunteer = true,
                SupervisedBy = "advocate-worker",
            });
        await AgreeAsync(api, Agencies.Harbour, Agencies.Assessors, "capacity-assessment");
        await AgreeAsync(api, Agencies.Advocate, Agencies.Befrienders, "social-inclusion");
        await AgreeAsync(api, Agencies.Identification, Agencies.Asylum, "asylum-link");
        await AgreeAsync(api, Agencies.Coordination, Agencies.Identification, "stage1-identification");
        await AgreeAsync(api, Agencies.Asylum, Agencies.Identification, "stage1-identification");
        await AgreeAsync(api, Agencies.Advocate, Agencies.PoliceForChildren, "evidence-to-police", "missing-person");
        await AgreeAsync(api, Agencies.Harbour, Agencies.School, "education-referral");
        await AgreeAsync(api, Agencies.ChildProtection, Agencies.ChildHome, "child-placement");
        await AgreeAsync(api, Agencies.Harbour, Agencies.Tracing, "family-tracing");
        await AgreeAsync(api, Agencies.GuardianAdvocates, Agencies.ChildLawyer, "legal-advice");
        await AgreeAsync(api, Agencies.Police, Agencies.SocialForChildren, "interview-recording");
        await AgreeAsync(api, Agencies.Harbour, Agencies.ChildClinic, "health-referral");
        await AgreeAsync(api, Agencies.Prosecutor, Agencies.Permits, "residence-permit-cooperation");
        await AgreeAsync(api, Agencies.GuardianAdvocates, Agencies.ChildPlacementAbroad, "child-return");
        await AgreeAsync(api, Agencies.Advocate, Agencies.ChildPlacementAbroad, "transnational-placement");
        await AgreeAsync(api, Agencies.Advocate, Agencies.ForceWithContact, "danger-response");
        await AgreeAsync(api, Agencies.Advocate, Agencies.Emergency, "health-emergency");
    }

    public static async Task RegisterAsync(
        Api api, Agency agency, string actorCode, Func<RegistrationInput, RegistrationInput>? change = null, bool forChildren = false)
    {
        DateTimeOffset until = DateTimeOffset.UtcNow.AddYears(1);
        var input = new RegistrationInput
        {
            Id = agency.Id,
            AgencyId = "body-" + agency.Short,
            ActorCode = actorCode,
            DisplayName = "Agency " + agency.Short,
            Country = Home,
            IdentityVerified = true,
            VerifiedUntil = until,
            AccreditedUntil = until,
            ConfidentialityPolicyVersion = "2026-1",
            ConfidentialityPolicyReviewBy = until,
            ChildSpecialist = forChildren,
            Bindings = [new BindingInput(Tokens.SampleDirectory, agency.App)],
            Desks = [new DeskInput(agency.Desk, "Case desk", $"desk@{agency.Short}.example", until, Members: [agency.Worker.Person])],
        };
        await TwoPersonsAsync(api, "registrations", change?.Invoke(input) ?? input, SecondManager);
        await PersonAsync(
            api, agency, "worker",
            new PersonInput { Id = agency.Worker.Person, Roles = agency.Worker.Roles, ChildSpecialist = forChildren }, SecondManager);
        await PersonAsync(
            api, agency, "reviewer", new PersonInput { Id = agency.Reviewer.Person, Roles = agency.Reviewer.Roles }, SecondManager);
    }

    private static string Name(Actor person) => $"{person.Registration}/{person.Person}";

    public static Task PersonAsync(Api api, Agency agency, string name, PersonInput person, Actor? second = null) => TwoPersonsAsync(
        api, $"registrations/{agency.Id}/persons",
        person with { VettedUntil = DateTimeOffset.UtcNow.AddYears(1), Subject = agency.Short + "-" + name }, second ?? agency.Reviewer);

    /// <summary>
    /// An agreement for one direction. A reviewer of each party approves it; the one that proposes it has said so already.
    /// </summary>
    public static Task AgreeAsync(Api api, Agency sender, Agency recipient, params string[] pathways)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var input = new AgreementInput
        {
            Id = $"agr-{sender.Short}-{recipient.Short}-{Guid.NewGuid():N}"[..44],
            PartyA = sender.Id,
            PartyB = recipient.Id,
            Lines = [.. pathways.Select(pathway => new LineInput(pathway, sender.Id))],
            Purposes = [.. pathways.Select(pathway => Policy.Pathways[pathway].Purpose).Distinct()],
            Roles = "Each party is controller of its own records.",
            Means = "This system.",
            DataProtectionClause = "Both comply with the law.",
            ConsentProcedure = "Written, by trained staff.",
            ForeignSafeguards = "Deletion on withdrawal; no onward transfer.",
            ValidFrom = now.AddDays(-1),
            ValidUntil = now.AddDays(300),
            ReviewBy = now.AddDays(300),
            SignedByA = now.AddDays(-1),
            SignedByB = now.AddDays(-1),
        };
        return TwoPersonsAsync(
            api, "agreements", input,
            [.. new[] { sender, recipient }.Where(party => party != Agencies.Coordination).Select(party => party.Reviewer)]);
    }

    public static async Task TwoPersonsAsync(Api api, string path, object body, params IReadOnlyList<Actor> second)
    {
        Answer proposed = (await api.PostAsync(Manager, path, body)).Must(202);
        foreach (Actor one in second)
            (await api.PostAsync(one, proposed.Location + "/approval")).Must(200);
    }
}
