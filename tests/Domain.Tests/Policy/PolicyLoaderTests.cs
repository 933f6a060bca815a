using System.Text;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Policy;

[Trait("Speed", "Slow")]
public sealed class PolicyLoaderTests
{
    /// <summary>File, text, its replacement, and the one problem that must be named.</summary>
    public static TheoryData<string, string, string, string> Defects => new()
    {
        { "fields.json", "\"meaning\": \"first name\"", "\"meanin\": \"first name\"", "fields.json: $.groups[0].fields[1]: unknown "
            + "member 'meanin'" },
        { "fields.json", "\"meaning\": \"first name\"", "\"meanin\": \"first name\"", "fields.json: $.groups[0].fields[1]: missing "
            + "member 'meaning'" },
        { "fields.json", "\"meaning\": \"first name\"", "\"meaning\": \"first name\", \"meaning\": \"x\"", "fields.json: $.groups[0].fields[1]: duplicate member 'meaning'" },
        { "fields.json", "identity.middleName", "identity.givenName", "fields.json: $.groups[0].fields[2].path: duplicate field path "
            + "'identity.givenName'" },
        { "fields.json", "identity.caseHandle", "person.caseHandle", "fields.json: $.groups[0].fields[0].path: path 'person.caseHandle' "
            + "does not begin with its group 'identity'" },
        { "fields.json", "\"marks\": [\"ADM\"]", "\"marks\": []", "fields.json: $.groups[0].fields[0].marks: must not be empty" },
        { "fields.json", "\"marks\": [\"ADM\"]", "\"marks\": [\"ZZZ\"]", "fields.json: $.groups[0].fields[0].marks[0]: unknown mark "
            + "'ZZZ'" },
        { "fields.json", "\"by\": \"adultOrChild\"", "\"by\": \"starSign\"", "fields.json: $.groups[0].fields[7].case.by: unknown "
            + "generaliser 'starSign'" },
        { "fields.json", "\"except\": [\"INCL\"]", "\"except\": [\"FILM\"]", "fields.json: $.groups[0].fields[3].portion[0].except: "
            + "excepts 'FILM', which the rule does not hold" },
        { "fields.json", "\"to\": [\"ALL\"]", "\"to\": [\"EVERY\"]", "fields.json: $.groups[0].fields[0].portion[0].to[0]: unknown "
            + "purpose 'EVERY'" },
        { "fields.json", "\"childOnly\": false", "\"childOnly\": 0", "fields.json: $.groups[0].fields[0].childOnly: must be true or "
            + "false" },
        { "actors.json", "\"code\": \"SURV-C\"", "\"code\": \"SURV\"", "actors.json: $.actors[1]: duplicate actor code 'SURV'" },
        { "actors.json", "\"fullEligible\": true", "\"fullEligible\": false", "actors.json: $.actors[0].fullEligible: must agree with "
            + "the highest tier FULL" },
        { "actors.json", "\"intelligence.*\"", "\"intelligenc.*\"", "actors.json: $.actors[0].neverReceives[0]: unknown field path "
            + "'intelligenc.*'" },
        { "purposes.json", "\"code\": \"NRMID\"", "\"code\": \"COORD\"", "purposes.json: $.purposes[1]: duplicate purpose 'COORD'" },
        { "handling-codes.json", "\"permits\": [\"nonProsecutingOwnState\"]", "\"permits\": [\"everybody\"]", "handling-codes.json: $.handling[1].permits[0]: unknown recipient class 'everybody'" },
        { "overrides.json", "\"ground\": \"danger\"", "\"ground\": \"hurry\"", "overrides.json: $.sets[0].ground: unknown override "
            + "ground 'hurry'" },
        { "pathways.json", "\"recipients\": [\"ASSESS\"", "\"recipients\": [\"XYZ\"", "pathways.json: $.pathways[0].recipients[0]: "
            + "unknown actor code 'XYZ'" },
        { "pathways.json", "\"recipients\": [\"ASSESS\"", "\"recipients\": [\"MEDIA\"", "pathways.json: $.pathways[0].recipients[0]: "
            + "'MEDIA' is never a recipient" },
        { "pathways.json", "\"recipients\": [\"ASSESS\"", "\"recipients\": [\"UNION\"", "pathways.json: $.pathways[0].recipients[0]: "
            + "'UNION' receives nothing for purpose 'CAPA'" },
        { "pathways.json", "\"ceiling\": \"PORTION\"", "\"ceiling\": \"HALF\"", "pathways.json: $.pathways[0].ceiling: unknown tier "
            + "'HALF'" },
        { "pathways.json", "\"kind\": \"field.notNeeded\"", "\"kind\": \"field.boring\"", "pathways.json: $.pathways[0].refuse[0].kind: "
            + "unknown reason kind 'field.boring'" },
        { "pathways.json", "\"id\": \"interpreter-booking\"", "\"id\": \"capacity-assessment\"", "pathways.json: $.pathways[1]: "
            + "duplicate pathway id 'capacity-assessment'" },
        { "pathways.json", "\"adult\": \"P5D\"", "\"adult\": \"P1M\"", "pathways.json: $.pathways[2].clocks[0].adult: 'P1M' is no ISO "
            + "8601 duration of days, hours or minutes" },
        { "pathways.json", "\"nrm.indicators\"", "\"nrm.reasons\", \"immigration.status\"", "pathways.json: $.pathways[2].fields.PORTION: 'immigration.status' does not pass for purpose 'NRMID' at PORTION" },
        { "pathways.json", "\"retention\": \"service\"", "\"retention\": \"forever\"", "pathways.json: $.pathways[0].retention: unknown "
            + "retention class 'forever'" },
        { "profile.json", "\"reflectionDays\": {\"value\": 90", "\"reflectionDays\": {\"value\": 20", "profile.json: $.settings.reflectionDays.value: 20 is below the floor 30" },
        { "profile.json", "\"guardianCaseloadCap\": {\"value\": 20", "\"guardianCaseloadCap\": {\"value\": 25", "profile.json: $.settings.guardianCaseloadCap.value: 25 is above the cap 20" },
        { "profile.json", "\"holdClock\": {", "\"immigrationFirewall\": {\"value\": true, \"source\": \"R-103\"}, \"holdClock\": {", "profile.json: $.settings: unknown member 'immigrationFirewall'" },
        { "profile.json", "\"function\": \"childProtection\"", "\"function\": \"asylum\"", "profile.json: $.competentAuthorities[0].function: unknown function 'asylum'" },
        { "pathways.json", "\"runsUnderCapacityConcern\"", "\"requiresGoodWeather\"", "pathways.json: $.pathways[0].conditions[0]: "
            + "unknown pathway condition 'requiresGoodWeather'" },
        { "pathways.json", "\"ceiling\": \"PORTION\"", "\"ceiling\": \"STAT\"", "pathways.json: $.pathways[0].ceiling: no pathway of one "
            + "case carries statistics" },
        { "holds.json", "\"fact\": \"desk.checked\"", "\"fact\": \"luck.improved\"", "holds.json: $.holds[3].fact: unknown fact that a "
            + "rule waits for 'luck.improved'" },
        { "holds.json", "\"fact\": \"desk.checked\"", "\"fact\": \"luck.improved\"", "holds.json: $.holds: missing hold 'desk.checked', "
            + "which a rule waits for" },
        { "overrides.json", "\"concerns\": [\"risk.threats\"", "\"concerns\": [\"risk.basicNeeds\"", "overrides.json: $.sets[0]: names "
            + "'risk.basicNeeds', which its fields do not hold" },
        { "profile.json", "\"releaseLifetime\": {\"value\": \"P30D\"", "\"releaseLifetime\": {\"value\": \"P31D\"", "profile.json: $.settings.releaseLifetime.value: exceeds the cap of 30 days" },
        { "profile.json", "\"legal-advice\"", "\"legal-advise\"", "profile.json: $.settings.withoutGuardian.value[1]: unknown pathway "
            + "'legal-advise'" },
        { "profile.json", "\"holdClock\"", "\"holdClok\"", "profile.json: $.settings: unknown member 'holdClok'" },
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public void Load_WhenOneThingIsWrong_NamesFileAndPath(string file, string text, string instead, string problem)
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = PolicyFiles.With(file, text, instead);

        PolicyException refused = Assert.Throws<PolicyException>(() => PolicyLoader.Load(files));

        Assert.Contains(problem, refused.Problems);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(90)]
    [InlineData(180)]
    public void Load_WhenReflectionIsAtOrAboveTheFloor_Accepts(int days)
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = PolicyFiles.With(
            "profile.json", "\"reflectionDays\": {\"value\": 90", $"\"reflectionDays\": {{\"value\": {days}");

        Assert.Equal(days, PolicyLoader.Load(files).Profile.ReflectionDays);
    }

    [Fact]
    public void Load_WhenSeveralFilesAreWrong_ReportsAll()
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = PolicyFiles.With(
            "profile.json", "\"reflectionDays\": {\"value\": 90", "\"reflectionDays\": {\"value\": 20");
        files["pathways.json"] = PolicyFiles.With(
            "pathways.json", "\"recipients\": [\"ASSESS\"", "\"recipients\": [\"XYZ\"")["pathways.json"];

        PolicyException refused = Assert.Throws<PolicyException>(() => PolicyLoader.Load(files));

        Assert.Equal(["pathways.json", "profile.json"], refused.Problems.Select(p => p.Split(':')[0]).Distinct().Order());
    }

    [Fact]
    public void Load_WhenAFileIsMissingExtraOrNoJson_SaysSo()
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = PolicyFiles.Read();
        files.Remove("actors.json");
        files["extra.json"] = "{}"u8.ToArray();
        files["purposes.json"] = "{"u8.ToArray();

        PolicyException refused = Assert.Throws<PolicyException>(() => PolicyLoader.Load(files));

        Assert.Equal(3, refused.Problems.Count);
        Assert.Contains("actors.json: $: the file is missing", refused.Problems);
        Assert.Contains("extra.json: $: no policy file has this name", refused.Problems);
        Assert.Contains(refused.Problems, p => p.StartsWith("purposes.json: $: no JSON at line 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_WhenAFileHoldsAnotherShape_RefusesInsteadOfFailing()
    {
        foreach (string name in PolicyLoader.FileNames)
            foreach (string shape in new[]
                {
                    "[]", "null", "1", "\"x\"", "{}",
                    "{\"$schema\":[],\"groups\":{},\"limits\":1,\"actors\":[1],\"sets\":[[]],\"pathways\":[null],\"settings\":[]}",
                })
            {
                Dictionary<string, ReadOnlyMemory<byte>> files = PolicyFiles.Read();
                files[name] = Encoding.UTF8.GetBytes(shape);
                Assert.Throws<PolicyException>(() => PolicyLoader.Load(files));
            }
    }

    [Fact]
    public void Version_WhenAnyByteOfAnyFileChanges_Changes()
    {
        PolicySet original = PolicyFiles.Product.Value;
        Assert.Matches("^sha256:[0-9a-f]{64}$", original.Version);
        Assert.Equal(original.Version, PolicyLoader.Load(PolicyFiles.Read()).Version);
        foreach (string name in PolicyLoader.FileNames)
        {
            Dictionary<string, ReadOnlyMemory<byte>> files = PolicyFiles.Read();
            files[name] = (byte[])[.. files[name].Span, (byte)'\n'];
            Assert.NotEqual(original.Version, PolicyLoader.Load(files).Version);
        }
    }

    [Fact]
    public void ReasonKinds_WhenCounted_AreTheClosedSetOfTheRules()
    {
        Assert.Equal(38, ReasonKinds.All.Count);
        Assert.Contains("consent.none", ReasonKinds.All.AsEnumerable());
    }

    [Fact]
    public void WireCode_WhenRoundTripped_GivesTheSameMember()
    {
        Assert.Equal("FULL", WireCode.Of(Tier.Full));
        Assert.Equal("3P", WireCode.Of(Mark.ThirdParty));
        Assert.Equal("placementCircle", WireCode.Of(FullAudience.PlacementCircle));
        Assert.False(WireCode.TryParse<Tier>("full", out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => WireCode.Of((Tier)9));
    }
}
