using System.Text;
using System.Text.Json;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Redaction;

public sealed class RedactorTests
{
    private const string Secret = "Lan Nguyen lives at 4 Mill Row";

    [Fact]
    public void Apply_WhenAPathWasNotReleased_LeavesItsValueOut()
    {
        World world = new World().WithScope(s => s with { Excluded = ["identity.familyName"] });

        string json = Json(world, Value("identity.familyName", Secret), Value("identity.preferredName", "Lan"));

        Assert.DoesNotContain("Nguyen", json, StringComparison.Ordinal);
        Assert.Contains("\"Lan\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_AtPortion_DropsNotesOfAReleasedValue()
    {
        var value = new FieldValue { Path = "identity.preferredName", Text = "Lan", Notes = Secret };

        Assert.DoesNotContain("Mill Row", Json(new World(), value), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WhenOnlyAPartMayPass_SendsThatPartAlone()
    {
        var value = new FieldValue
        {
            Path = "access.details",
            Text = Secret,
            Parts = new Dictionary<string, string> { ["effect"] = "needs a lift", ["diagnosis"] = Secret },
        };

        string json = Json(new World(), value);

        Assert.Contains("needs a lift", json, StringComparison.Ordinal);
        Assert.DoesNotContain("Mill Row", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WhenTheLimitedPartIsNotRecorded_DropsTheWholeValue()
    {
        Payload payload = Apply(new World(), Value("access.details", Secret));

        Assert.Contains("access.details", payload.Absent);
    }

    [Fact]
    public void Apply_AtCase_LetsOnlyCodedTermsThrough()
    {
        var world = World.For("police-intelligence", "NGO-S", "POL-AT");

        string json = Json(
            world,
            new FieldValue { Path = "exploitation.forms", Text = Secret, Codes = ["domesticServitude", "lan-nguyen"], Notes = Secret },
            new FieldValue
            {
                Path = "exploitation.sites",
                Text = Secret,
                Parts = new Dictionary<string, string> { ["district"] = "North District", ["address"] = Secret },
            },
            new FieldValue { Path = "exploitation.period", Text = "2024-03-05/2025-01-09" },
            new FieldValue { Path = "identity.givenName", Text = "Lan" });

        Assert.Contains("domesticServitude", json, StringComparison.Ordinal);
        Assert.Contains("North District", json, StringComparison.Ordinal);
        Assert.Contains("2024/2025", json, StringComparison.Ordinal);
        Assert.DoesNotContain("Lan", json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Mill", json, StringComparison.Ordinal);
        Assert.DoesNotContain("2024-03", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_AtCase_GivesTheHandleOfThisDelivery()
    {
        Payload payload = Apply(World.For("police-intelligence", "NGO-S", "POL-AT"), Value("identity.caseHandle", "case-1"));

        Assert.Equal("handle-1", payload.Entries.Single(e => e.Path == "identity.caseHandle").Text);
    }

    [Theory]
    [InlineData("suppressed")]
    [InlineData("excluded group")]
    [InlineData("excluded path")]
    [InlineData("graded")]
    [InlineData("private")]
    [InlineData("of another purpose")]
    public void Apply_WhenTheAnswerOnAnInterpreterMayNotGo_DoesNotTellItAsALanguage(string how)
    {
        World world = World.For("legal-advice", "ADV", "LAWY").WithScope(s => s with { Tier = Tier.Case });
        FieldValue[] values = [
            Value("language.primary", "Quillish"),
            Value("language.preferred", "Quillish"),
            new() { Path = "interpreter.required", Codes = ["yes"] },
            new() { Path = "document.holder", Codes = ["self", "another"] },
        ];
        World closed = how switch
        {
            "suppressed" => world.WithCase(c => c with { Suppressed = [new("interpreter.required", false)] }),
            "excluded group" => world.WithScope(s => s with { Excluded = ["interpreter"] }),
            "excluded path" => world.WithScope(s => s with { Excluded = ["interpreter.required"] }),
            "graded" => world.WithCase(c => c with { Handling = [new("interpreter.required", "S1", "C1", "H4", "reg-clinic")] }),
            "private" => world.WithCase(c => c with { PrivateToChild = ["interpreter.required"] }),
            _ => world.WithCase(c => c with { PurposeBound = [new("interpreter.required", ["HOUSE"])] }),
        };

        Assert.Equal(
            ["language.preferred", "language.primary"], Apply(world, values).Entries.Where(e => e.Text == "yes").Select(e => e.Path));
        Assert.DoesNotContain(Apply(closed, values).Entries, e => e.Path.StartsWith("language.", StringComparison.Ordinal));
        closed.Decide().Withholds("language.primary", "language.preferred");
    }

    [Fact]
    public void Apply_WhenNoContentWithTheProseWasApproved_DropsIt()
    {
        World world = World.For("asylum-link", "LAWY", "ASYL").WithScope(s => s with { FullByExplicitChoice = true });

        Assert.Contains(
            "exactly this", Json(world.Approving("history.childhood"), Value("history.childhood", "exactly this")),
            StringComparison.Ordinal);
        foreach (World? other in new[] { world, world.Approving("history.poverty") })
            Assert.DoesNotContain("exactly", Json(other, Value("history.childhood", "exactly this")), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WhenATextIsApproved_SendsNothingBesideIt()
    {
        World world = World.For("asylum-link", "LAWY", "ASYL").Approving("history.childhood");
        var value = new FieldValue
        {
            Path = "history.childhood",
            Text = "exactly this",
            Notes = Secret,
            Items = [new() { Id = "1", Text = Secret }],
            Parts = new Dictionary<string, string> { ["effect"] = Secret },
            Source = new(Secret, null, false),
        };

        string json = Json(world, value);

        Assert.Contains("exactly this", json, StringComparison.Ordinal);
        Assert.DoesNotContain("Mill Row", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("employment.workPermit", "work-placement", "EMPL", "none yet", null)]
    [InlineData("employment.workPermit", "work-placement", "EMPL", "Not allowed to work", null)]
    [InlineData("employment.workPermit", "work-placement", "EMPL", "no", "no")]
    [InlineData("contact.lettersSafe", "legal-advice", "LAWY", "No, he opens her post", null)]
    [InlineData("contact.lettersSafe", "legal-advice", "LAWY", "yes", "yes")]
    public void Apply_WhenOnlyAYesOrNoMayPass_GivesNoneForWords(string path, string pathway, string to, string text, string? expected)
    {
        var world = World.For(pathway, "ADV", to);

        Assert.Equal(expected, Apply(world, Value(path, text)).Entries.SingleOrDefault(e => e.Path == path)?.Text);
    }

    [Theory]
    [InlineData("nrm.status", "benefits-application", "possible", null)]
    [InlineData("nrm.status", "benefits-application", "stage1Positive", "entitledToService")]
    [InlineData("nrm.status", "benefits-application", "stage2Negative", null)]
    [InlineData("nrm.status", "benefits-application", "we hope for the best", null)]
    [InlineData("nrm.appeal", "shelter-referral", "no appeal was made", null)]
    [InlineData("nrm.appeal", "shelter-referral", "pending", "servicesContinue")]
    public void Apply_WhenOnlyAFixedStatementMayPass_MakesItFromTheCodedAnswerOnly(
        string path, string pathway, string text, string? expected)
    {
        string to = World.Policy.Pathways[pathway].Recipients.Contains("SHELT")
            ? "SHELT"
            : World.Policy.Pathways[pathway].Recipients.Order(StringComparer.Ordinal).First();
        World world = World.For(pathway, "ADV", to).Asking(path, "identity.caseHandle");

        Assert.Equal(expected, Apply(world, Value(path, text)).Entries.SingleOrDefault(e => e.Path == path)?.Text);
    }

    [Fact]
    public void Apply_WhenAnItemIsLeftOut_SendsTheOthersWithoutWordsCodesAndParts()
    {
        World world = World.For("legal-advice", "ADV", "LAWY")
            .WithRecord(r => r with { Items = [new("justice.record", "a", []), new("justice.record", "b", [])] })
            .WithCase(c => c with { Suppressed = [new("justice.record", false, "b")] });
        var value = new FieldValue
        {
            Path = "justice.record",
            Text = "two entries, one vacated",
            Items = [new() { Id = "a", Text = "fined in 2024" }, new() { Id = "b", Text = "arrested in 2023" }],
            Parts = new Dictionary<string, string> { ["effect"] = "arrested" },
        };

        string json = Json(world, value);

        Assert.Contains("fined in 2024", json, StringComparison.Ordinal);
        Assert.DoesNotContain("arrested", json, StringComparison.Ordinal);
        Assert.DoesNotContain("vacated", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WhenDeclined_SendsTheFinalAnswerWithoutText()
    {
        string json = Json(new World(), new FieldValue { Path = "identity.preferredName", State = ValueState.Declined, Text = Secret });

        Assert.Contains("\"declined\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("Mill", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WhenGraded_LetsGradesTravelWithTheCopy()
    {
        World world = World.For("graded-intelligence", "POL-INT", "POL-AT").WithCase(c => c with
        {
            Handling = [new("intelligence.modusOperandi", "S2", "C3", "H3", "reg-holder", Conditions: "not in court")],
        });

        Assert.Contains(
            "not in court", Json(world, new FieldValue { Path = "intelligence.modusOperandi", Codes = ["byRoad"] }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WhenNothingIsReleased_Throws()
    {
        World world = new World().WithoutConsent();

        Assert.Throws<ArgumentException>(() => Redactor.Apply(world.Decide(), [], world.Case!, World.Policy, "handle-1"));
    }

    [Theory]
    [InlineData("request.core")]
    [InlineData("consent.scope")]
    [InlineData("consent.lifetime")]
    [InlineData("identity.caseHandle")]
    public void Apply_WhenARecordHoldsDataAboutTheDelivery_SendsTheTrueValue(string path)
    {
        var world = new World();
        Func<Payload, PayloadEntry?> entry = payload => payload.Entries.SingleOrDefault(one => one.Path == path);

        Assert.Equal(Shape(entry(Apply(world))), Shape(entry(Apply(world, Value(path, Secret)))));
        Assert.DoesNotContain("Mill Row", Json(world, Value(path, Secret)), StringComparison.Ordinal);

        static string Shape(PayloadEntry? of) => of is null ? "" : $"{of.Text}|{string.Join(',', of.Parts)}";
    }

    [Fact]
    public void FieldValue_WhenPrinted_ShowsAPlaceholder() =>
        Assert.Equal("[personal data]", Value("identity.givenName", Secret).ToString());

    [Fact]
    public void FieldValue_WhenSerialisedOutsideTheEnvelope_Refuses()
    {
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(Value("identity.givenName", Secret)));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(Apply(new World(), Value("identity.givenName", Secret))));
    }

    [Fact]
    public void RecordEnvelope_WhenReadBack_GivesTheSameBytes()
    {
        FieldValue[] values =
        [
            new()
            {
                Path = "language.primary",
                State = ValueState.Stated,
                Codes = ["vi"],
                Items = [new() { Id = "1", Text = "x", Purpose = "HOUSE", Never = [Domain.Policy.NeverFlag.Police] }],
            },
            new()
            {
                Path = "access.details",
                Text = "t",
                Parts = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
                Source = new("paper", new DateOnly(2026, 1, 2), true),
                RecordedAt = World.Now,
            },
        ];

        byte[] bytes = RecordEnvelope.Write(values);

        Assert.Equal(bytes, RecordEnvelope.Write(RecordEnvelope.Read(bytes)));
        Assert.Throws<JsonException>(
            () => RecordEnvelope.Read("[{\"path\":\"a.b\",\"state\":\"stated\",\"recordedAt\":\"2026-01-01T00:00:00Z\",\"other\":1}]"u8));
    }

    internal static FieldValue Value(string path, string text) => new() { Path = path, State = ValueState.Stated, Text = text };

    private static Payload Apply(World world, params FieldValue[] values) =>
        Redactor.Apply(world.Decide(), values, world.Case!, World.Policy, "handle-1");

    private static string Json(World world, params FieldValue[] values) => Encoding.UTF8.GetString(Apply(world, values).ToJson());
}
