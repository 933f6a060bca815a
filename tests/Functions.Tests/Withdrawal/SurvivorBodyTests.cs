using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>How the bytes of her form arrive never decides whether sharing stops, and is never called "not recognised".</summary>
[Trait("Speed", "Slow")]
public sealed partial class SurvivorBodyTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

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
        Answer answer = await _app.SubmitAsync(
            ("action", "stop-all"), ("visit", visit), ("secret", one.Secret), ("code", other.Code), ("l", "en"));
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

    /// <summary>{0} and {1} are codes, {2} is the secret of the first's link.</summary>
    [Theory]
    [InlineData("{0} {1}")]
    [InlineData("{0},{1}")]
    [InlineData("{0}{1}")]
    [InlineData("1. {0}\n2. {1}")]
    [InlineData("Code: {0} / Code: {1}")]
    [InlineData("{1} https://help.example/w?l=en#{2}")]
    public async Task Stop_WhenTwoAreInOneField_StopsBoth(string typed)
    {
        HandedLink one = await _app.HandLinkAsync(), other = await _app.HandLinkAsync();
        Answer answer = await _app.SubmitAsync(
            ("action", "stop"),
            ("code", string.Format(System.Globalization.CultureInfo.InvariantCulture, typed, one.Code, other.Code, one.Secret)),
            ("l", "en"));
        AssertStoppedTwo(answer);
        Assert.Single(await _app.StopsAsync(one.Case));
        Assert.Single(await _app.StopsAsync(other.Case));
    }

    [Theory]
    [InlineData("code")]
    [InlineData("secret")]
    public async Task Stop_WhenAFieldComesTwice_StopsByBoth(string name)
    {
        HandedLink one = await _app.HandLinkAsync(), other = await _app.HandLinkAsync();
        Answer answer = await _app.SubmitAsync(
            ("action", "stop"), (name, name == "code" ? one.Code : one.Secret), (name, name == "code" ? other.Code : other.Secret),
            ("l", "en"));
        AssertStoppedTwo(answer);
        Assert.Single(await _app.StopsAsync(one.Case));
        Assert.Single(await _app.StopsAsync(other.Case));
    }

    private static void AssertStoppedTwo(Answer answer)
    {
        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain("not recognised", answer.Text, StringComparison.Ordinal);
        string[] numbers = [.. Regex.Matches(
            answer.Text, "<dd dir=\"ltr\">([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</dd>").Select(found => found.Groups[1].Value)];
        Assert.Equal(2, numbers.Distinct().Count());
        // "See more" for each of them, each with a field of its own.
        Assert.Equal(numbers, Regex.Matches(answer.Text, "name=\"number\" value=\"([^\"]+)\"").Select(found => found.Groups[1].Value));
        string[] words = [.. Regex.Matches(answer.Text, "<input id=\"([^\"]+)\" name=\"word\"").Select(found => found.Groups[1].Value)];
        Assert.Equal(2, words.Distinct().Count());
        Assert.All(words, id => Assert.Contains($"<label for=\"{id}\"", answer.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_AfterTwoCasesWereStopped_LeadsToEachByItsNumber()
    {
        HandedLink one = await _app.HandLinkAsync(), other = await _app.HandLinkAsync(onlineView: "none");
        Answer stopped = await _app.SubmitAsync(("action", "stop"), ("secret", one.Secret), ("code", other.Code), ("l", "en"));
        string[] numbers = [.. Regex.Matches(stopped.Text, "name=\"number\" value=\"([^\"]+)\"").Select(found => found.Groups[1].Value)];
        string[] pages = await Task.WhenAll(
            numbers.Select(
                async number => (await _app.SubmitAsync(
                    ("action", "more"), ("number", number), ("word", SurvivorSite.Word), ("l", "en"))).Text));
        Assert.Equal([false, true], pages.Select(page => page.Contains("Details are not shown on this page", StringComparison.Ordinal)));
    }

    /// <summary>{0} is the code of another case, {1} a code with one letter wrong.</summary>
    [Theory]
    [InlineData("{1}", "{1}")]
    [InlineData("{0}, {1}", "{1}")]
    [InlineData("my words", "my words")]
    public async Task Stop_WhenOneIsRightAndAnotherIsMistyped_SaysThatTheOtherWasNotRecognised(string typed, string left)
    {
        HandedLink link = await _app.HandLinkAsync(), other = await _app.HandLinkAsync();
        string wrong = (await _app.HandLinkAsync()).Code;
        wrong = (wrong[0] == 'A' ? 'B' : 'A') + wrong[1..];
        string Of(string form) => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, other.Code, wrong);
        Answer answer = await _app.SubmitAsync(("action", "stop"), ("secret", link.Secret), ("code", Of(typed)), ("l", "en"));
        Assert.Equal(200, answer.Status);
        Assert.Contains("Sharing is stopped", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Something else was not recognised", answer.Text, StringComparison.Ordinal);
        // In its field, alone, and what a stop does not reach above that form's button.
        Assert.Contains($"name=\"code\" type=\"text\" dir=\"ltr\" value=\"{Of(left)}\"", answer.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"secret\" value=\"\"", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(link.Secret, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(other.Code, answer.Text, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(answer.Text, "What the law allows"));
        Assert.Single(await _app.StopsAsync(link.Case));
        Assert.Equal(typed.Contains("{0}", StringComparison.Ordinal) ? 1 : 0, (await _app.StopsAsync(other.Case)).Count);
    }

    [Theory]
    [InlineData("Code: {0}")]
    [InlineData("code={0}")]
    [InlineData("Your code is {0}, thank you.")]
    [InlineData("Мій код: {0}")]
    [InlineData("#1: {0}")]
    [InlineData("Code{0}")]
    [InlineData("Code (11 letters): {0}")]
    public async Task Stop_WhenTheCodeHasALabel_Stops(string typed)
    {
        HandedLink link = await _app.HandLinkAsync();
        Answer answer = await _app.SubmitAsync(
            ("action", "stop"), ("code", string.Format(System.Globalization.CultureInfo.InvariantCulture, typed, link.Code)), ("l", "en"));
        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain("not recognised", answer.Text, StringComparison.Ordinal);
        Assert.Single(await _app.StopsAsync(link.Case));
    }

    /// <summary>Whoever presses with a phone that is not theirs learns not even that it had been said before .</summary>
    [Fact]
    public async Task Stop_WhenSaidAgain_TellsNothingOfTheFirstTime()
    {
        HandedLink link = await _app.HandLinkAsync();
        Answer first = await _app.SubmitAsync(("action", "stop"), ("code", link.Code), ("l", "en"));
        string once = Assert.Single(Times(first.Text));
        _app.Time.Advance(TimeSpan.FromMinutes(7));
        Answer second = await _app.SubmitAsync(("action", "stop"), ("code", link.Code), ("l", "en"));
        string again = Assert.Single(Times(second.Text));
        Assert.Equal(
            TimeSpan.FromMinutes(7),
            DateTime.Parse(
                again[..19],
                System.Globalization.CultureInfo.InvariantCulture) - DateTime.Parse(once[..19],
                System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(
            first.Text.Replace(once, "time", StringComparison.Ordinal), second.Text.Replace(again, "time", StringComparison.Ordinal));
    }

    private static string Part(string name, string value, string coding) =>
        $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\nContent-Transfer-Encoding: {coding}\r\n\r\n{value}\r\n";

    private static string[] Times(string page) => [.. Regex.Matches(page, "<time>([^<]+)</time>").Select(found => found.Groups[1].Value)];

    public static TheoryData<string, int> Unreadable =>
        new() { { "empty", 0 }, { "too long", SurvivorForm.Longest
            + 1 }, { "noise", 3000 }, { "no action", 20 }, { "broken gzip", 50 }, { "broken brotli", 50 }, { "a bomb", 1 } };

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
            "broken brotli" => Marked(noise, "br"),
            "a bomb" => Packed(new byte[10_000_000], "gzip"),
            _ => Typed(noise, "application/x-www-form-urlencoded"),
        };
        Answer answer = await SurvivorSite.SendAsync(_app.Http, content);
        Assert.Equal(400, answer.Status);
        Assert.Contains("This did not work", answer.Text, StringComparison.Ordinal);
        Assert.Contains("take it that nothing has been stopped", answer.Text, StringComparison.Ordinal);
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
