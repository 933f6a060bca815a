using System.Text;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Http;

namespace DataSharing.Functions.Tests.Http;

public sealed class JsonBodyTests
{
    public sealed record Scope(string Recipient, int Days);

    public sealed record Input(string Name, IReadOnlyList<Scope> Scopes, string? Note = null);

    private const string Good = """{"name":"a","scopes":[{"recipient":"r","days":1}]}""";

    [Fact]
    public void Parse_WhenValid_ReadsEveryMember()
    {
        Input input = JsonBody.Parse<Input>(Encoding.UTF8.GetBytes(Good));
        Assert.Equal(("a", "r", 1), (input.Name, input.Scopes[0].Recipient, input.Scopes[0].Days));
    }

    [Theory]
    [InlineData("""{"name":"a","scopes":[{"recipient":"r","days":1}],"extra":1}""", "unknown-member", "/extra")]
    [InlineData("""{"name":"a","scopes":[{"recipient":"r","days":1,"e/x":1}]}""", "unknown-member", "/scopes/0/e~1x")]
    [InlineData("""{"name":"a","Name":"b","scopes":[]}""", "unknown-member", "/Name")]
    [InlineData("""{"name":"a","name":"b","scopes":[]}""", "duplicate-member", "/name")]
    [InlineData(
        """{"name":"a","scopes":[{"recipient":"r","days":1},{"recipient":"r","recipient":"s","days":1}]}""", "duplicate-member",
        "/scopes/1/recipient")]
    [InlineData("""{"name":1,"scopes":[]}""", "wrong-type", "/name")]
    [InlineData("""{"name":"a","scopes":[{"recipient":"r","days":"1"}]}""", "wrong-type", "/scopes/0/days")]
    [InlineData("""{"name":null,"scopes":[]}""", "wrong-type", "/name")]
    [InlineData("""{"scopes":[]}""", "missing-member", "/name")]
    [InlineData("""{"name":"a","scopes":[{"recipient":"r"}]}""", "missing-member", "/scopes/0/days")]
    [InlineData("""{"name":"a","scopes":[}""", "malformed-json", "/scopes/0")]
    [InlineData("""{"name":"a","scopes":[]} x""", "malformed-json", "")]
    [InlineData("""[]""", "wrong-type", "")]
    [InlineData("""null""", "wrong-type", "")]
    [InlineData("""{"name":"\ud800","scopes":[]}""", "malformed-json", "/name")]
    public void Parse_WhenDefective_NamesTheMember(string body, string problem, string pointer)
    {
        ProblemException defect = Assert.Throws<ProblemException>(() => JsonBody.Parse<Input>(Encoding.UTF8.GetBytes(body)));
        Assert.Equal((problem, pointer), (defect.Type.Slug, defect.Pointer));
    }

    public sealed record Coded(Tier Tier, ConsentMode Mode, DateTimeOffset? At = null);

    [Theory]
    [InlineData("2026-05-04T12:00:00Z")]
    [InlineData("2026-05-04T14:00:00.0000000+02:00")]
    [InlineData("2026-05-04t11:30:00-00:30")]
    public void Parse_WhenNamesAndTimesAreExact_ReadsThem(string at)
    {
        Coded read = JsonBody.Parse<Coded>(Encoding.UTF8.GetBytes($$"""{"tier":"FULL","mode":"inPerson","at":"{{at}}"}"""));
        Assert.Equal(new Coded(Tier.Full, ConsentMode.InPerson, new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero)), read);
    }

    [Theory]
    [InlineData("tier", "\"full\"")]
    [InlineData("tier", "\"Full\"")]
    [InlineData("tier", "\" FULL\"")]
    [InlineData("tier", "3")]
    [InlineData("tier", "\"3\"")]
    [InlineData("mode", "\"InPerson\"")]
    [InlineData("mode", "\"voice, video\"")]
    [InlineData("mode", "1")]
    [InlineData("at", "\"2026-05-04T12:00:00\"")]
    [InlineData("at", "\"2026-05-04T12:00Z\"")]
    [InlineData("at", "\"2026-05-04\"")]
    [InlineData("at", "\"2026-02-30T12:00:00Z\"")]
    [InlineData("at", "\"2026-05-04 12:00:00Z\"")]
    [InlineData("at", "1777896000")]
    public void Parse_WhenANameOrATimeIsOnlyNearlyRight_NamesTheMember(string member, string value)
    {
        var body = new Dictionary<string, string>
        {
            ["tier"] = "\"FULL\"",
            ["mode"] = "\"voice\"",
            ["at"] = "\"2026-05-04T12:00:00Z\"",
            [member] = value,
        };
        ProblemException defect = Assert.Throws<ProblemException>(
            () => JsonBody.Parse<Coded>(
                Encoding.UTF8.GetBytes("{" + string.Join(',', body.Select(one => $"\"{one.Key}\":{one.Value}")) + "}")));
        Assert.Equal(("wrong-type", "/" + member), (defect.Type.Slug, defect.Pointer));
    }

    [Fact]
    public void Parse_WhenTheBodyIsNotUtf8_SaysMalformed()
    {
        byte[] body = Encoding.UTF8.GetBytes(Good);
        body[9] = 0xFF;
        Assert.Equal("malformed-json", Assert.Throws<ProblemException>(() => JsonBody.Parse<Input>(body)).Type.Slug);
    }

    [Fact]
    public void Parse_WhenTheDepthIsAbsurd_SaysMalformed()
    {
        byte[] body = Encoding.UTF8.GetBytes(new string('[', 5000));
        Assert.Equal("malformed-json", Assert.Throws<ProblemException>(() => JsonBody.Parse<Input>(body)).Type.Slug);
    }
}
