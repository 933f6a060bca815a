using System.Text.Json;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Redaction;

/// <summary>
/// No value of any field makes a rule, a generaliser or the package throw: scripts, calendars, extremes, half characters,
/// nothing at all.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class ValueFuzzTests
{
    private static readonly string[] Texts =
    [
        "", " ", "\t", "\0", "yes", "no", "No, he opens her post", "none yet", "unknown", "child", "adult", "true", "null", "{}",
        "[[[[1]]]]", "{\"a\":{\"b\":[{}]}}",
        "1999-04-01", "0001-01-01", "9999-12-31", "1390-05-01", "1403/05/01", "2568-01-31", "1446-09-01", "2017-13-01", "2016-13-05",
        "-0001-01-01", "10000-01-01", "2026-02-30",
        "2008-02-29", "0000-00-00", "1e400", "-1", "99999999999999999999999999999999", "NaN", "2025-01-01/2024-01-01", "9999-12/0001", "/",
        "//", "2024/", "/2024",
        "نعم", "خیر", "۱۳۹۰-۰۵-۰۱", "١٤٤٦-٠٩-٠١", "๒๕๖๘-๐๑-๓๑", "፲፱፻፺", "是", "いいえ", "да", "όχι", "हाँ", "ja\u200f", "\u202eon", "e\u0301",
        "𝓎𝑒𝓈", "👩‍👧", "\ud800", "\udc00x", "x\ud83d", "\uffff", "\ufeffno",
        "İstanbul", "ß", "İ", "VN", "vn", "XX", "PH; SG; XN",
    ];

    public static TheoryData<string> Groups() => [.. World.Policy.Groups.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Groups))]
    public void Apply_ForEveryValueOfEveryField_NeverThrows(string group)
    {
        var random = new Random(group.Length);
        foreach (string path in World.Policy.Groups[group].Paths)
            foreach (FieldValue value in ValuesOf(path, random))
            {
                foreach (Generaliser generaliser in Enum.GetValues<Generaliser>())
                    foreach (AgeStatus age in Enum.GetValues<AgeStatus>())
                        _ = Generalisers.Apply(
                            generaliser, World.Policy.Fields[path], value, new(new DateOnly(2026, 3, 2), 18, age, value.Text, Tier.Case));
                RecordFacts known = CodedAnswers.FactsOf(World.Policy, [value], new DateOnly(2026, 3, 2));
                Assert.All(known.Answers.Keys, answered => Assert.Contains(
                    World.Policy.Safety.Values.SelectMany(pair =>
                        pair.Record).Concat(World.Policy.Overrides.Values.SelectMany(set => set.OnRecord)),
                    path => path == answered));
                Assert.Equal(RecordEnvelope.Write([value]), RecordEnvelope.Write(RecordEnvelope.Read(RecordEnvelope.Write([value]))));
            }
    }

    public static TheoryData<string, string, string, bool> Deliveries => new()
    {
        { "police-intelligence", "NGO-S", "POL-AT", false },
        { "shelter-referral", "ADV", "SHELT", false },
        { "legal-advice", "ADV", "LAWY", true },
        { "work-placement", "ADV", "EMPL", false },
        { "health-referral", "ADV", "DOC-P", false },
        { "wage-claim", "ADV", "UNION", false },
    };

    [Theory]
    [MemberData(nameof(Deliveries))]
    public void Decide_OnARecordOfAnyValues_NeitherFaultsNorThrows(string pathway, string from, string to, bool full)
    {
        var random = new Random(7);
        for (int round = 0; round < 60; round++)
        {
            FieldValue[] values = [.. World.Policy.Fields.Keys.Select(path => Pick(ValuesOf(path, random).ToArray(), random))];
            World world = World.For(pathway, from, to).WithScope(s => full ? s with { Tier = Tier.Full, FullByExplicitChoice = true } : s)
                with
            { Record = CodedAnswers.FactsOf(World.Policy, values, new DateOnly(2026, 3, 2)) };

            Decision decision = world.Decide();

            Assert.NotEqual(Reason.Fault, decision.Reason?.Kind);
            if (!decision.Releases)
                continue;
            Payload payload = Redactor.Apply(decision, values, world.Case!, World.Policy, "handle-1");
            using var sent = JsonDocument.Parse(payload.ToJson());
            Assert.Equal(payload.Entries.Count, sent.RootElement.GetProperty("fields").GetArrayLength());
        }
    }

    private static IEnumerable<FieldValue> ValuesOf(string path, Random random)
    {
        foreach (ValueState state in Enum.GetValues<ValueState>())
            yield return new FieldValue { Path = path, State = state };
        foreach (string text in Texts)
            yield return new FieldValue
            {
                Path = path,
                State = (ValueState)random.Next(5),
                Text = random.Next(4) == 0 ? null : text,
                Codes = random.Next(2) == 0 ? [] : [text, Pick(Texts, random), Pick(Texts, random)],
                Parts = random.Next(2) == 0 ? new Dictionary<string, string>() : new Dictionary<string, string>
                {
                    ["region"] = text,
                    ["country"] = text,
                    ["effect"] = text,
                    ["district"] = text,
                },
                Items = random.Next(2) == 0
                    ? []
                    : [
                        new ValueItem { Id = "i1", Text = text },
                        new ValueItem { Id = "i2", Text = Pick(Texts, random), Never = [Pick(Enum.GetValues<NeverFlag>(), random)] },
                    ],
                Notes = text,
                Source = new DocumentSource(text, random.Next(2) == 0 ? null : DateOnly.MaxValue, true),
                RecordedAt = random.Next(2) == 0 ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue,
            };
        yield return new FieldValue { Path = path, Text = new string('9', 100_000), Codes = [new string('x', 100_000)] };
    }

    private static T Pick<T>(T[] from, Random random) => from[random.Next(from.Length)];
}
