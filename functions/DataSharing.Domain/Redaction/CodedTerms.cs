using System.Collections.Frozen;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Redaction;

/// <summary>
/// The closed lists from which de-personalised values are taken. What is not in a list does not leave, whatever it looks
/// like: a free code could carry a name. Source: R-026; systems.md CRIM-02; fields.md column CASE.
/// </summary>
public static class CodedTerms
{
    private static readonly FrozenSet<string> Exploitation = Set(
        "sexualExploitation", "labourExploitation", "domesticServitude", "forcedBegging", "forcedCriminality", "forcedMarriage",
        "organRemoval", "illegalAdoption", "debtBondage", "slavery", "childSoldier", "childLabour", "mixed", "other");

    private static readonly FrozenSet<string> Violence = Set(
        "physicalViolence", "sexualViolence", "psychologicalViolence", "economicViolence", "neglect", "threats", "confinement", "other");

    private static readonly FrozenSet<string> Control = Set(
        "threats", "threatsToFamily", "violence", "confinement", "surveillance", "isolation", "debt", "documentsTaken", "ritual",
        "substances", "deception", "emotionalDependence", "wageWithheld", "immigrationThreat", "other");

    private static readonly FrozenSet<string> Methods = Set(
        "jobOffer", "romanticPartner", "onlineContact", "familyMember", "acquaintance", "employmentAgency", "marriageOffer",
        "studyOffer", "abduction", "smuggling", "socialMedia", "messenger", "onlineGame", "forgedDocument", "alteredDocument",
        "fraudulentlyObtained", "impostor", "byAir", "byRoad", "byRail", "bySea", "onFoot", "vehicle", "phone", "platform",
        "moneyTransfer", "rentedPremises", "other");

    private static readonly FrozenSet<string> Sectors = Set(
        "agriculture", "construction", "domesticWork", "hospitality", "manufacturing", "fishing", "cleaning", "transport", "care",
        "beauty", "carWash", "foodProcessing", "entertainment", "mining", "recycling", "retail", "other");

    private static readonly FrozenSet<string> Visas = Set(
        "tourist", "business", "student", "work", "seasonalWork", "family", "transit", "domesticWorker", "humanitarian", "none", "other");

    private static readonly FrozenSet<string> Stages = Set(
        "notInNrm", "possible", "stage1", "stage1Positive", "stage1Negative", "stage2", "stage2Positive", "stage2Negative", "permit", "appeal");

    private static readonly FrozenSet<string> Plain = Set(
        "yes", "no", "adult", "child", "female", "male", "otherGender", "lost", "stolen", "confiscated", "neverHeld", "homeless",
        "sheltered", "stateHousing", "ngoHousing", "privateHousing", "foodNeed", "waterNeed", "subsistenceNeed", "destitution",
        "police", "civilSociety", "otherAuthority", "belowMinimumWage", "unsafeWork", "longHours", "noContract", "unpaid",
        "overcrowding", "poorFood", "poorHygiene", "lockedIn", "poverty", "homelessness", "streetLife", "moves",
        "S1", "S2", "S3", "S4", "S5", "C1", "C2", "C3", "C4", "C5", "H1", "H2", "H3", "H4", "H5");

    /// <summary>Every term of every list.</summary>
    public static FrozenSet<string> All { get; } =
        new[] { Exploitation, Violence, Control, Methods, Sectors, Visas, Stages, Plain }.SelectMany(s => s).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The list a generaliser takes its terms from.</summary>
    internal static FrozenSet<string> For(Generaliser generaliser) => generaliser switch
    {
        Generaliser.Form => Union,
        Generaliser.FormOfExploitation => Exploitation,
        Generaliser.FormOfViolence => Violence,
        Generaliser.Method => Methods,
        Generaliser.ControlMethod => Control,
        Generaliser.Sector => Sectors,
        Generaliser.VisaType => Visas,
        Generaliser.Stage => Stages,
        Generaliser.CodedTerms => All,
        _ => FrozenSet<string>.Empty,
    };

    private static FrozenSet<string> Union { get; } = Exploitation.Concat(Violence).Concat(Control).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> Set(params string[] terms) => terms.ToFrozenSet(StringComparer.Ordinal);
}
