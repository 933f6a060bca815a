namespace DataSharing.Domain.Policy;

/// <summary>What data is shared for. One consent covers one purpose. Source: rules.md section 0.</summary>
/// <param name="Code">Stable code, e.g. <c>HOUSE</c>.</param>
/// <param name="Name">For a reader.</param>
/// <param name="Direct">The recipient meets the person: it gets what is needed to receive her (name, language, safe channel).</param>
/// <param name="OneMatterEach">A consent and a request may name a matter, and each matter is a sharing of its own .</param>
/// <param name="Sources">Citations.</param>
public sealed record Purpose(string Code, string Name, bool Direct, bool OneMatterEach, string Sources);

/// <summary>Purpose codes that rules name. A test holds them against <c>purposes.json</c>.</summary>
public static class PurposeCodes
{
    public const string Coord = "COORD";
    public const string Nrmid = "NRMID";
    public const string Chpro = "CHPRO";
    public const string House = "HOUSE";
    public const string Phys = "PHYS";
    public const string Sexh = "SEXH";
    public const string Ment = "MENT";
    public const string Capa = "CAPA";
    public const string Legal = "LEGAL";
    public const string Perm = "PERM";
    public const string Asyl = "ASYL";
    public const string Evid = "EVID";
    public const string Intel = "INTEL";
    public const string Film = "FILM";
    public const string Medl = "MEDL";
    public const string Comp = "COMP";
    public const string Wage = "WAGE";
    public const string Subs = "SUBS";
    public const string Educ = "EDUC";
    public const string Work = "WORK";
    public const string Incl = "INCL";
    public const string Retn = "RETN";
    public const string Docs = "DOCS";
    public const string Moni = "MONI";
    public const string Fami = "FAMI";
    public const string Safe = "SAFE";
    public const string Miss = "MISS";
    public const string Intp = "INTP";
    public const string Stat = "STAT";
}
