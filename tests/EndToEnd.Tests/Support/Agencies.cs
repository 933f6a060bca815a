using DataSharing.Functions.Http;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>Somebody who acts, with the roles of the token.</summary>
public sealed record Actor(string Registration, string App, string Person, IReadOnlyList<string> Roles);

/// <summary>An agency of the sample country, or one that <see cref="Country"/> adds; staff ids begin with the short name.</summary>
public sealed record Agency(string Id, string Short)
{
    public string App => "app-" + Short;

    public string Desk => "desk-" + Short;

    public Actor Worker => Of("worker", Roles.SharingSubmit, Roles.SharingReceive, Roles.ConsentRecord);

    public Actor SecondWorker => Of("worker-2", Roles.SharingSubmit, Roles.SharingReceive, Roles.ConsentRecord);

    public Actor Reviewer => Of("reviewer", Roles.SharingReview);

    public Actor Dpo => Of("dpo", Roles.LogReview);

    public Actor Of(string name, params string[] roles) => new(Id, App, Short + "-" + name, roles);
}

/// <summary>
/// The agencies by what they do. Those of the second half are not samples: <see cref="Country"/> registers them over the API.
/// </summary>
public static class Agencies
{
    public static readonly Agency Coordination = new("reg-coordination", "coord");
    public static readonly Agency Advocate = new("reg-advocate", "advocate");
    public static readonly Agency Harbour = new("reg-harbour", "harbour");
    public static readonly Agency Shelter = new("reg-shelter", "shelter");
    public static readonly Agency OtherShelter = new("reg-shelter-2", "shelter2");
    public static readonly Agency Social = new("reg-social", "social");
    public static readonly Agency ChildProtection = new("reg-childprotection", "childprot");
    public static readonly Agency GuardianAdvocates = new("reg-guardian-advocates", "gadvocate");
    public static readonly Agency Lawyer = new("reg-lawyer", "lawyer");
    public static readonly Agency Union = new("reg-union", "union");
    public static readonly Agency Clinic = new("reg-clinic", "clinic");
    public static readonly Agency Hospital = new("reg-hospital", "hospital");
    public static readonly Agency Midwife = new("reg-midwife", "midwife");
    public static readonly Agency MentalHealth = new("reg-mentalhealth", "mental");
    public static readonly Agency Police = new("reg-police-at", "policeat");
    public static readonly Agency Frontline = new("reg-police-frontline", "policefl");
    public static readonly Agency Intelligence = new("reg-police-intelligence", "policeint");
    public static readonly Agency Prosecutor = new("reg-prosecutor", "prosecutor");
    public static readonly Agency Identification = new("reg-identification", "identification");
    public static readonly Agency Permits = new("reg-permits", "permits");
    public static readonly Agency Removals = new("reg-removals", "removals");
    public static readonly Agency Asylum = new("reg-asylum", "asylum");
    public static readonly Agency Consulate = new("reg-consulate", "consulate");
    public static readonly Agency ReturnAbroad = new("reg-return-abroad", "return");
    public static readonly Agency ForeignPolice = new("reg-foreign-police", "fpolice");
    public static readonly Agency Statistics = new("reg-statistics", "statistics");
    public static readonly Agency Employer = new("reg-employer", "employer");

    public static readonly Agency Assessors = new("reg-assessors", "assessors");
    public static readonly Agency School = new("reg-school", "school");
    public static readonly Agency PoliceForChildren = new("reg-police-child", "policech");
    public static readonly Agency Tracing = new("reg-tracing", "tracing");
    public static readonly Agency Emergency = new("reg-emergency", "emergency");
    public static readonly Agency Detention = new("reg-detention", "detention");
    public static readonly Agency ChildHome = new("reg-child-home", "childhome");
    public static readonly Agency ChildLawyer = new("reg-child-lawyer", "childlawyer");
    public static readonly Agency ChildClinic = new("reg-child-clinic", "childclinic");
    public static readonly Agency ChildPlacementAbroad = new("reg-child-abroad", "childabroad");
    public static readonly Agency ForceWithContact = new("reg-force", "force");
    public static readonly Agency SocialForChildren = new("reg-social-child", "socialch");
    public static readonly Agency StrictGuardians = new("reg-guardians-strict", "gstrict");
    public static readonly Agency MoreGuardians = new("reg-guardians-more", "gmore");
    public static readonly Agency Befrienders = new("reg-befrienders", "befriend");
}
