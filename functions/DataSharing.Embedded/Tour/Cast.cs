using DataSharing.Embedded.Development;
using DataSharing.Embedded.Samples;
using DataSharing.Functions.Http;

namespace DataSharing.Embedded.Tour;

/// <summary>Who plays. All but the law clinic are of the sample country; the clinic joins it during the tour.</summary>
internal static class Cast
{
    public const string Clinic = "reg-orchard";
    public const string ClinicName = "Orchard Law Clinic";
    public const string ClinicApp = "app-orchard";
    public const string ClinicLawyer = "orchard-lawyer";
    public const string ClinicOfficer = "orchard-dpo";

    public const string RegistrarApp = "app-coord", AdvocateApp = "app-advocate";
    public const string Registrar = "coord-manager", SecondRegistrar = "coord-manager-2";
    public const string Advocate =
        "reg-advocate", AdvocateWorker = "advocate-worker", AdvocateReviewer = "advocate-reviewer", AdvocateOfficer = "advocate-dpo";
    public const string Children = "reg-childprotection", ChildrenWorker = "childprot-worker", ChildrenOfficer = "childprot-dpo";
    public const string Shelter =
        "reg-shelter", ShelterWorker = "shelter-worker", OtherShelter = "reg-shelter-2", OtherShelterWorker = "shelter2-worker";
    public const string Doctor = "reg-clinic", DoctorWorker = "clinic-worker";
    public const string Union = "reg-union", UnionWorker = "union-worker";
    public const string Intelligence = "reg-police-intelligence";
    public const string Prosecutor = "reg-prosecutor", Removals = "reg-removals", Employer = "reg-employer";
    public const string Trauma = "reg-mentalhealth", TraumaWorker = "mental-worker";
    public const string GuardianAdvocates = "reg-guardian-advocates", GuardianAdvocate = "gadvocate-worker";
    public const string NationalOfficer = "ndpo-officer";

    /// <summary>Whom the issuer vouches for: everybody of the sample country, and the clinic's two.</summary>
    public static IReadOnlyList<DevelopmentPrincipal> Principals() =>
    [
        .. SampleRegistry.Principals(),
        new(
            ClinicLawyer, $"{ClinicName}: {ClinicLawyer}", Clinic, ClinicApp, SampleCountry.Tenant,
            [Roles.SharingSubmit, Roles.SharingReceive], PrincipalKind.Person),
        new(
            ClinicOfficer, $"{ClinicName}: {ClinicOfficer}", Clinic, ClinicApp, SampleCountry.Tenant, [Roles.LogReview],
            PrincipalKind.Person),
    ];

    public static string NameOf(string registration) => registration == Clinic
        ? ClinicName
        : SampleCountry.Agencies.FirstOrDefault(agency => agency.Id == registration)?.DisplayName ?? registration;
}

/// <summary>What one step leaves for the next ones. Secrets and the clinic's private key are kept here and printed nowhere.</summary>
internal sealed class Script : IDisposable
{
    // Found while the host starts. The least that is accepted: it lives for seconds.
    private readonly Task<RSA> _clinicKey = Task.Run(static () =>
    {
        var key = RSA.Create(2048);
        key.ExportParameters(includePrivateParameters: false);
        return key;
    });

    public RSA ClinicKey => _clinicKey.GetAwaiter().GetResult();

    public string Adult { get; set; } = "";

    public string Child { get; set; } = "";

    public Dictionary<string, string> Consents { get; } = new(StringComparer.Ordinal);

    /// <summary>Hand-over codes by the agency they were given to.</summary>
    public Dictionary<string, string> References { get; } = new(StringComparer.Ordinal);

    public string Link { get; set; } = "";

    public string SpokenCode { get; set; } = "";

    public string Word { get; } = "lantern";

    public string Confirmation { get; set; } = "";

    /// <summary>Requests by the name the script gives them.</summary>
    public Dictionary<string, string> Requests { get; } = new(StringComparer.Ordinal);

    /// <exception cref="TourException">The step that should have made it did not.</exception>
    public string Request(string name) =>
        Requests.GetValueOrDefault(name) ?? throw new TourException($"the request \"{name}\" of an earlier step", "never made");

    /// <exception cref="TourException">As above.</exception>
    public string Reference(string agency) =>
        References.GetValueOrDefault(agency) ?? throw new TourException($"a hand-over code for {agency}", "never given");

    /// <summary>For the closing table: what was asked, what came out, and how long it took.</summary>
    public List<(string What, string Outcome, string Why, TimeSpan Took)> Outcomes { get; } = [];

    public void Dispose() => ClinicKey.Dispose();
}
