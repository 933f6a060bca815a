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
    /// <summary>Case co-ordination by advocate or guardian advocate.</summary>
    public const string Coord = "COORD";
    /// <summary>Identification and status decisions, appeals.</summary>
    public const string Nrmid = "NRMID";
    /// <summary>Child protection, guardianship, best interests.</summary>
    public const string Chpro = "CHPRO";
    /// <summary>Accommodation.</summary>
    public const string House = "HOUSE";
    /// <summary>Physical health.</summary>
    public const string Phys = "PHYS";
    /// <summary>Sexual and reproductive health, maternity.</summary>
    public const string Sexh = "SEXH";
    /// <summary>Mental health, therapy, dependency.</summary>
    public const string Ment = "MENT";
    /// <summary>Capacity, cognitive or age assessment.</summary>
    public const string Capa = "CAPA";
    /// <summary>Lawyer, one matter each.</summary>
    public const string Legal = "LEGAL";
    /// <summary>Residence permit (personal or co-operation ground).</summary>
    public const string Perm = "PERM";
    /// <summary>International protection.</summary>
    public const string Asyl = "ASYL";
    /// <summary>Criminal proceedings as witness.</summary>
    public const string Evid = "EVID";
    /// <summary>Police intelligence without co-operation.</summary>
    public const string Intel = "INTEL";
    /// <summary>Filmed interview.</summary>
    public const string Film = "FILM";
    /// <summary>Forensic or medico-legal report.</summary>
    public const string Medl = "MEDL";
    /// <summary>Compensation.</summary>
    public const string Comp = "COMP";
    /// <summary>Wage and labour claim.</summary>
    public const string Wage = "WAGE";
    /// <summary>Subsistence and benefits.</summary>
    public const string Subs = "SUBS";
    /// <summary>Education and training.</summary>
    public const string Educ = "EDUC";
    /// <summary>Employment or placement.</summary>
    public const string Work = "WORK";
    /// <summary>Social inclusion, befriending, community.</summary>
    public const string Incl = "INCL";
    /// <summary>Voluntary or child return.</summary>
    public const string Retn = "RETN";
    /// <summary>Identity and travel documents.</summary>
    public const string Docs = "DOCS";
    /// <summary>Post-return monitoring.</summary>
    public const string Moni = "MONI";
    /// <summary>Family tracing, reunification.</summary>
    public const string Fami = "FAMI";
    /// <summary>Danger response (override or consent).</summary>
    public const string Safe = "SAFE";
    /// <summary>Disappearance.</summary>
    public const string Miss = "MISS";
    /// <summary>Interpreter booking.</summary>
    public const string Intp = "INTP";
    /// <summary>Statistics, aggregates only.</summary>
    public const string Stat = "STAT";
}
