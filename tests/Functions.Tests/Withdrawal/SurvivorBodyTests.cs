using System.IO.Compression;
using System.Text;
using DataSharing.Functions.Tests.Support;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>How the bytes of her form arrive never decides whether sharing stops, and is never called "not recognised".</summary>
public sealed class SurvivorBodyTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    public static TheoryData<string> Kinds => [.. Bodies.Keys];

    private static readonly Dictionary<string, (Func<string, HttpContent> Of, bool Chunked)> Bodies = new()
    {
        ["as a browser sends it"] = (code => Typed(Form(code), "application/x-www-form-urlencoded"), false),
        ["in chunks"] = (code => Typed(Form(code), "application/x-www-form-urlencoded"), true),
        ["in chunks without a type"] = (code => Typed(Form(code), null), true),
        ["multipart"] = (code => new MultipartFormDataContent { { new StringContent("stop"), "action" }, { new StringContent(code), "code" } }, false),
        ["multipart in chunks"] = (code => new MultipartFormDataContent("x y") { { new StringContent("stop"), "\"action\"" }, { new StringContent(code), "\"code\"" } }, true),
        ["multipart that does not say so"] = (code => Typed(Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"action\"\r\n\r\nstop\r\n--b\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n{code}\r\n--b--\r\n"), "text/html"), false),
        ["multipart with bare line ends"] = (code => Typed(Encoding.UTF8.GetBytes($"--b\nContent-Disposition: form-data; name=action\n\nstop\n--b\nContent-Disposition: form-data; name=code\n\n{code}\n--b--"), "multipart/form-data; boundary=b"), false),
        ["called multipart, and it is not"] = (code => Typed(Form(code), "multipart/form-data; boundary=b"), false),
        ["called multipart with a boundary that is none"] = (code => Typed(Form(code), "multipart/form-data; boundary=" + new string('b', 5000)), false),
        ["a first line that is no boundary"] = (code => Typed(Encoding.UTF8.GetBytes("--" + new string('b', 5000) + "\r\naction=stop\r\ncode=" + code), "text/plain"), false),
        ["charset utf-7"] = (code => Typed(Form(code), "application/x-www-form-urlencoded; charset=utf-7"), false),
        ["charset utf-8 in quotes"] = (code => Typed(Form(code), "application/x-www-form-urlencoded; charset=\"utf-8\""), false),
        ["charset latin 1"] = (code => Typed(Form(code), "application/x-www-form-urlencoded; charset=iso-8859-1"), false),
        ["charset unknown"] = (code => Typed(Form(code), "application/x-www-form-urlencoded; charset=x-nothing"), false),
        ["charset utf-16, and it is"] = (code => Typed(Encoding.Unicode.GetBytes(Text(code)), "application/x-www-form-urlencoded; charset=utf-16"), false),
        ["charset utf-16, and it is not"] = (code => Typed(Form(code), "application/x-www-form-urlencoded; charset=utf-16"), false),
        ["utf-16 unsaid"] = (code => Typed(Encoding.BigEndianUnicode.GetBytes(Text(code)), "application/x-www-form-urlencoded"), false),
        ["a byte order mark"] = (code => Typed([0xEF, 0xBB, 0xBF, .. Form(code)], "application/x-www-form-urlencoded"), false),
        ["no type"] = (code => Typed(Form(code), null), false),
        ["an odd type"] = (code => Typed(Form(code), "application/octet-stream"), false),
        ["an unreadable type"] = (code => Typed(Form(code), ";;;"), false),
        ["text/plain by line"] = (code => Typed(Encoding.UTF8.GetBytes($"action=stop\r\ncode={code}\r\n"), "text/plain"), false),
        ["json"] = (code => Typed(Encoding.UTF8.GetBytes($$"""{"action":"stop","code":"{{code}}"}"""), "application/json"), false),
        ["gzip"] = (code => Packed(Form(code), "gzip"), false),
        ["identity"] = (code => Packed(Form(code), "identity"), false),
        ["every field twice"] = (code => Typed(Encoding.UTF8.GetBytes($"code=&action=&{Text(code)}&secret=&secret="), "application/x-www-form-urlencoded"), false),
        ["a secret that leads nowhere beside it"] = (code => Typed(Encoding.UTF8.GetBytes($"secret=AAAAAAAAAAAAAAAAAAAAAA&{Text(code)}"), "application/x-www-form-urlencoded"), false),
        ["broken percent signs beside it"] = (code => Typed(Encoding.UTF8.GetBytes($"%zz=%&{Text(code)}&x=%u12"), "application/x-www-form-urlencoded"), false),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stop_HoweverItsBytesArrive_Stops(string kind)
    {
        HandedLink link = await _app.HandLinkAsync();
        (Func<string, HttpContent> of, bool chunked) = Bodies[kind];
        using HttpContent content = of(link.Code);
        Answer answer = await SurvivorSite.SendAsync(_app.Http, content, chunked);
        Assert.True(answer.Status == 200, $"{kind}: {answer.Status}");
        Assert.Contains("Sharing is stopped", answer.Text, StringComparison.Ordinal);
        Assert.Single(await _app.StopsAsync(link.Case));
    }

    [Fact]
    public async Task Stop_WhenALinkOfOneCaseAndTheCodeOfAnotherAreInOneForm_StopsBoth()
    {
        HandedLink one = await _app.HandLinkAsync(), other = await _app.HandLinkAsync();
        Answer answer = await _app.SubmitAsync(("action", "stop"), ("secret", one.Secret), ("code", other.Code), ("l", "en"));
        Assert.Equal(200, answer.Status);
        Assert.Contains("Sharing is stopped", answer.Text, StringComparison.Ordinal);
        Assert.Single(await _app.StopsAsync(one.Case));
        Assert.Single(await _app.StopsAsync(other.Case));
        // A number for each.
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(answer.Text, "<dd dir=\"ltr\">[0-9A-Z]{4}(-[0-9A-Z]{4}){3}</dd>"));
    }

    [Fact]
    public async Task StopAll_WhenTheFormHoldsTheCodeOfAnotherCase_StopsBoth()
    {
        HandedLink one = await _app.HandLinkAsync(), other = await _app.HandLinkAsync();
        string visit = await _app.Get<Visits>().BeginAsync(one.Case, default, one.Id);
        Answer answer = await _app.SubmitAsync(("action", "stop-all"), ("visit", visit), ("secret", one.Secret), ("code", other.Code), ("l", "en"));
        Assert.Contains("Sharing is stopped", answer.Text, StringComparison.Ordinal);
        Assert.Single(await _app.StopsAsync(one.Case));
        Assert.Single(await _app.StopsAsync(other.Case));
    }

    [Fact]
    public async Task Stop_WhenLinkAndCodeAreOfOneCase_StopsItOnce()
    {
        HandedLink link = await _app.HandLinkAsync();
        Answer answer = await _app.SubmitAsync(("action", "stop"), ("secret", link.Secret), ("code", link.Code), ("l", "en"));
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(answer.Text, "<dd dir=\"ltr\">[0-9A-Z]{4}(-[0-9A-Z]{4}){3}</dd>"));
        Assert.Single(await _app.StopsAsync(link.Case));
    }

    public static TheoryData<string, int> Unreadable => new() { { "empty", 0 }, { "too long", SurvivorForm.Longest + 1 }, { "noise", 3000 }, { "no action", 20 }, { "broken gzip", 50 }, { "a bomb", 1 } };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Post_WhenNothingCanBeRead_SaysThatItDidNotWorkAndWhatToDo(string kind, int length)
    {
        byte[] noise = new byte[length];
        new Random(7).NextBytes(noise);
        using HttpContent content = kind switch
        {
            "no action" => Typed(Encoding.UTF8.GetBytes("code=00000-00000-0&x=1"), "application/x-www-form-urlencoded"),
            "broken gzip" => Marked(noise, "gzip"),
            "a bomb" => Packed(new byte[10_000_000], "gzip"),
            _ => Typed(noise, "application/x-www-form-urlencoded"),
        };
        Answer answer = await SurvivorSite.SendAsync(_app.Http, content);
        Assert.Equal(400, answer.Status);
        Assert.Contains("This did not work", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", answer.Text, StringComparison.Ordinal);
        Assert.Contains("class=\"stop\"", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ot recognised", answer.Text, StringComparison.Ordinal);
    }

    private static string Text(string code) => $"action=stop&secret=&code={Uri.EscapeDataString(code)}&l=en";

    private static byte[] Form(string code) => Encoding.ASCII.GetBytes(Text(code));

    private static ByteArrayContent Typed(byte[] body, string? type)
    {
        var content = new ByteArrayContent(body);
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static ByteArrayContent Marked(byte[] body, string coding)
    {
        ByteArrayContent content = Typed(body, "application/x-www-form-urlencoded");
        content.Headers.ContentEncoding.Add(coding);
        return content;
    }

    private static ByteArrayContent Packed(byte[] body, string coding)
    {
        if (coding != "gzip")
            return Marked(body, coding);
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
            zip.Write(body);
        return Marked(packed.ToArray(), coding);
    }
}
