using DataSharing.Functions.Http;

namespace DataSharing.Embedded.Samples;

/// <summary>One sample agency. <paramref name="Short"/> begins its persons' staff ids.</summary>
internal sealed record SampleAgency(string Id, string Short, string ActorCode, string DisplayName)
{
    /// <summary>Id of the legal body; several codes of one body share it.</summary>
    public string Body { get; init; } = "body-" + Short;
    public string Country { get; init; } = SampleCountry.Home;
    public string? State { get; init; }
    public bool ChildSpecialist { get; init; }
    public IReadOnlyList<(string Name, string[] Roles)> Staff { get; init; } = SampleCountry.Casework;

    public string App => "app-" + Short;

    public string Person(string name) => $"{Short}-{name}";
}

/// <summary>An invented country's agencies, over all groups of actors. For trying and for tests; no such body exists.</summary>
internal static class SampleCountry
{
    public const string Home = "XN";
    public const string Tenant = "norvane-directory";
    private const string Neighbour = "XV";

    /// <summary>Two who do casework, one who reviews it, one who reviews the log.</summary>
    public static IReadOnlyList<(string, string[])> Casework { get; } =
    [
        ("worker", [Roles.SharingSubmit, Roles.SharingReceive, Roles.ConsentRecord]),
        ("worker-2", [Roles.SharingSubmit, Roles.SharingReceive, Roles.ConsentRecord]),
        ("reviewer", [Roles.SharingReview]),
        ("dpo", [Roles.LogReview]),
    ];

    private static readonly IReadOnlyList<(string, string[])> Office =
        [("manager", [Roles.RegistryManage]), ("manager-2", [Roles.RegistryManage]), .. Casework];

    private static readonly IReadOnlyList<(string, string[])> Overseers = [
        ("officer", [Roles.LogReview]),
        ("officer-2", [Roles.LogReview]),
    ];

    public static IReadOnlyList<SampleAgency> Agencies { get; } =
    [
        new("reg-coordination", "coord", "COORD", "National Co-ordination Office") { Staff = Office },
        new("reg-dpo", "ndpo", "DPO", "National Data Protection Officer") { Staff = Overseers },
        new("reg-advocate", "advocate", "NGO-S", "Lantern Advocates"),
        new("reg-harbour", "harbour", "ADV", "Harbour Independent Advocacy"),
        new("reg-shelter", "shelter", "SHELT", "Willow House"),
        new("reg-shelter-2", "shelter2", "SHELT", "Larch House"),
        new("reg-social", "social", "SOC", "Arden District Social Services"),
        new("reg-childprotection", "childprot", "CHILDP", "National Child Protection Service") { ChildSpecialist = true },
        new("reg-guardianship", "guardianship", "GUARD-S", "Guardianship Board") { ChildSpecialist = true },
        new("reg-guardian-advocates", "gadvocate", "GUARD-A", "Children's Guardian Advocates") { ChildSpecialist = true },
        new("reg-lawyer", "lawyer", "LAWY", "Quill and Partners"),
        new("reg-union", "union", "UNION", "United Farm and Kitchen Workers"),
        new("reg-clinic", "clinic", "DOC-P", "Bridge Street Clinic"),
        new("reg-hospital", "hospital", "DOC-S", "Arden General Hospital"),
        new("reg-midwife", "midwife", "DOC-M", "Fern Midwifery"),
        new("reg-mentalhealth", "mental", "DOC-PSY", "Stillwater Trauma Service"),
        new("reg-interpreters", "interpreters", "INTPR", "Common Tongue Interpreters"),
        new("reg-police-at", "policeat", "POL-AT", "Police Anti-Trafficking Unit") { Body = "body-police" },
        new("reg-police-frontline", "policefl", "POL-F", "Police, Arden District") { Body = "body-police" },
        new("reg-police-intelligence", "policeint", "POL-INT", "Police Intelligence Unit") { Body = "body-police" },
        new("reg-prosecutor", "prosecutor", "PROS", "Office of the Prosecutor"),
        new("reg-identification", "identification", "CA", "Identification Authority"),
        new("reg-permits", "permits", "IMM-P", "Permit Office") { Body = "body-immigration" },
        new("reg-removals", "removals", "IMM-E", "Removals Directorate") { Body = "body-immigration" },
        new("reg-asylum", "asylum", "ASYL", "Asylum Commission"),
        new("reg-consulate", "consulate", "CONS", "Consulate of Verland") { State = Neighbour },
        new("reg-return-abroad", "return", "RECV", "Morning Star Reintegration") { Country = Neighbour, State = null },
        new("reg-foreign-police", "fpolice", "FPOL", "Verland Liaison Desk") { Country = Neighbour, State = Neighbour },
        new("reg-statistics", "statistics", "RAPP", "Statistics Observatory"),
        new("reg-employer", "employer", "EMPL", "Green Fork Kitchens"),
    ];

    /// <summary>
    /// Who has an agreement with whom: what the pathways of both codes allow. Larch House has none with the police, the
    /// removals directorate none at all.
    /// </summary>
    public static IReadOnlyList<(string One, string Other)> Agreements { get; } =
    [
        .. Between("reg-advocate",
            "reg-shelter", "reg-shelter-2", "reg-social", "reg-lawyer", "reg-union", "reg-clinic", "reg-hospital", "reg-midwife",
            "reg-mentalhealth", "reg-interpreters",
            "reg-police-at", "reg-police-intelligence", "reg-identification", "reg-permits", "reg-asylum", "reg-childprotection",
            "reg-consulate", "reg-return-abroad",
            "reg-harbour", "reg-employer"),
        .. Between(
            "reg-harbour", "reg-shelter", "reg-lawyer", "reg-clinic", "reg-midwife", "reg-mentalhealth", "reg-police-at",
            "reg-identification", "reg-interpreters"),
        .. Between("reg-shelter",
            "reg-police-frontline", "reg-police-at", "reg-police-intelligence", "reg-clinic", "reg-midwife", "reg-mentalhealth",
            "reg-lawyer", "reg-identification", "reg-childprotection",
            "reg-social", "reg-interpreters"),
        .. Between(
            "reg-childprotection", "reg-guardianship", "reg-guardian-advocates", "reg-police-at", "reg-police-frontline",
            "reg-mentalhealth", "reg-clinic", "reg-return-abroad"),
        .. Between("reg-guardian-advocates", "reg-shelter", "reg-lawyer", "reg-clinic", "reg-mentalhealth", "reg-identification"),
        .. Between("reg-lawyer", "reg-police-at", "reg-prosecutor", "reg-permits", "reg-asylum", "reg-identification", "reg-union"),
        .. Between(
            "reg-police-at", "reg-police-intelligence", "reg-police-frontline", "reg-prosecutor", "reg-identification",
            "reg-foreign-police"),
        .. Between("reg-identification", "reg-social", "reg-mentalhealth", "reg-police-frontline"),
    ];

    private static IEnumerable<(string, string)> Between(string one, params string[] others) => others.Select(other => (one, other));
}
