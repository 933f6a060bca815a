using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;
using DataSharing.Functions.Cases;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>
/// An invented record that answers every field of the catalogue. Each value, and each part of a value, holds a mark that
/// stands nowhere else, so that wherever a value turns up it can be told which one it is.
/// </summary>
public sealed class SampleRecord
{
    private static readonly string[] Parts =
        [.. Country.Policy.Limits.Values.Where(limit => limit is { Mode: LimitMode.Part, Part: not null }).Select(limit => limit.Part!)
            .Distinct()];

    // What the delivery itself tells, and counts, are no part of a person's record.
    private static readonly HashSet<string> NotOfAPerson = ["consent", "request", "organisation", "statistic", "accessLog"];

    private static readonly Dictionary<string, int> Numbers =
        Country.Policy.Fields.Keys.Order(StringComparer.Ordinal).Select((path, at) => (path, at))
            .ToDictionary(pair => pair.path, pair => pair.at);

    private readonly string _seed;

    /// <param name="seed">Letters and digits, different for each case.</param>
    /// <param name="child">Whose record it is.</param>
    public SampleRecord(string seed, bool child = false)
    {
        _seed = seed;
        Body = new RecordBody(
            [.. Country.Policy.Fields.Keys.Order(StringComparer.Ordinal)
                .Where(path => Country.Policy.Fields[path].IsKept && !NotOfAPerson.Contains(path.Split('.')[0]))
                .Select(path => Answer(path, child))]);
    }

    private SampleRecord(string seed, RecordBody body) => (_seed, Body) = (seed, body);

    public RecordBody Body { get; }

    /// <summary>The mark of a field's own value.</summary>
    public string MarkOf(string path) => $"qx{_seed}z{Numbers[path]:000}v";

    /// <summary>The marks of everything that a field holds: value, parts, items, notes and source.</summary>
    public IEnumerable<string> MarksOf(string path) => "vpins".Select(kind => $"qx{_seed}z{Numbers[path]:000}{kind}");

    public IEnumerable<string> AllMarks => Body.Fields.SelectMany(one => MarksOf(one.Path));

    public SampleRecord With(string path, Func<RecordField, RecordField> change) =>
        new(_seed, new RecordBody([.. Body.Fields.Select(one => one.Path == path ? change(one) : one)]));

    /// <summary>A record that answers these paths alone.</summary>
    public SampleRecord Only(params string[] paths) => new(_seed, new RecordBody([.. Body.Fields.Where(one => paths.Contains(one.Path))]));

    /// <summary>A record in which the person declined to answer these.</summary>
    public SampleRecord Declining(params string[] paths) =>
        new(
            _seed,
            new RecordBody(
                [.. Body.Fields.Select(one => paths.Contains(one.Path) ? new RecordField(one.Path, ValueState.Declined) : one)]));

    private RecordField Answer(string path, bool child)
    {
        string Mark(char kind) => $"qx{_seed}z{Numbers[path]:000}{kind}";
        var given = new RecordField(
            path,
            ValueState.Stated,
            Spoken(path, Mark('v')),
            Parts: Parts.ToDictionary(part => part, part => $"{part} of Ilveta {Mark('p')}"),
            Items: [new RecordItem("item-1", $"item {Mark('i')}")],
            Notes: $"told by Maruna {Mark('n')}",
            Source: new RecordSource($"paper {Mark('s')}"));
        return path switch
        {
            "identity.dateOfBirth" => given with { Value = child ? "2011-04-09" : "1994-04-09" },
            "age.presumedChild" => given with { Value = child ? "child" : "adult" },
            "contact.phone.safeToUse" or "contact.email.safeToUse" or "interpreter.required" => given with { Value = "yes" },
            "exploitation.forms" => given with { Codes = ["labourExploitation", "domesticServitude"] },
            "exploitation.control" => given with { Codes = ["debt", "documentsTaken"] },
            "exploitation.recruitment" or "exploitation.meansUsed" or "intelligence.modusOperandi" =>
                given with { Codes = ["jobOffer", "byRoad"] },
            "exploitation.sites" =>
                given with { Parts = new Dictionary<string, string> { ["district"] = "Lower Arden", ["region"] = "Arden" } },
            "exploitation.countriesAndRoutes" => given with { Codes = ["VN", "DE"] },
            "exploitation.period" => given with { Value = "2025-02-11/2025-09-30" },
            "intelligence.grades" => given with { Codes = ["S2", "C2"] },
            "dependants.identity" => given with { Codes = ["child"] },
            "risk.disappearance" => given with { Codes = ["suspect"] },
            "nrm.indicators" => given with { Codes = ["confiscated"] },
            _ => given,
        };
    }

    private static string Spoken(string path, string mark) => path switch
    {
        _ when path.EndsWith("Name", StringComparison.Ordinal)
            || path.EndsWith("Names", StringComparison.Ordinal) => $"Ilveta {mark} Quorra",
        _ when path.Contains("phone.number", StringComparison.Ordinal) => $"+999 555 0142 {mark}",
        _ when path.Contains("esidence", StringComparison.Ordinal) || path.Contains("ddress", StringComparison.Ordinal)
            || path.EndsWith("location", StringComparison.Ordinal) =>
            $"{mark} Tanner's Row 7, Arden",
        _ => $"words {mark} as told",
    };
}
