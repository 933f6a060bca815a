using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Withdrawal;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.EndToEnd.Tests.Survivor;

/// <summary>The survivor's pages over HTTP, as a browser without script.</summary>
[Collection(SurvivorCollection.Name)]
public sealed partial class PageTests(SurvivorApp app)
{
    private const string Word = "tangerine";

    public static IEnumerable<object[]> Languages => SurvivorTexts.All.Select(texts => new object[] { texts.Code });

    [Fact]
    public async Task Stop_WhenTwoCasesCouldNotDifferMore_AnswersTheSameBytes()
    {
        World adult = await World.OpenAsync(app.App, Agencies.Advocate);
        World child = await World.OpenChildAsync(app.App, Agencies.ChildProtection);
        await adult.ConsentAsync("shelter-referral", Agencies.Shelter);
        (await adult.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE");
        (string? adults, string _) = await adult.IssueLinkAsync(new
        {
            delivery = "inPerson",
            word = Word,
            onlineView = "afterFactor",
            language = "uk",
        });
        (string _, string? childs) = await child.IssueLinkAsync(new { delivery = "card", language = "ar" });

        Answer byLink = await app.Api.SubmitAsync(("action", "stop"), ("secret", adults), ("l", "en"));
        Answer byCode = await app.Api.SubmitAsync(("action", "stop"), ("code", childs), ("l", "en"));
        Answer again = await app.Api.SubmitAsync(("action", "stop"), ("code", childs), ("l", "en"));

        Assert.Equal(Neutral(byLink.Must(200).Text), Neutral(byCode.Must(200).Text));
        Assert.Equal(Neutral(byCode.Text), Neutral(again.Must(200).Text));
        Assert.Equal(byLink.Bytes.Length, byCode.Bytes.Length);
        Assert.Equal(HeadersOf(byLink), HeadersOf(byCode));
        Assert.NotEqual(NumberIn(byLink.Text), NumberIn(byCode.Text));
        // Confirmed means committed: what she was told is what the case says.
        JsonElement stopped = (await app.Api.GetAsync(Agencies.Advocate.Worker, "cases/" + adult.Case)).Element.GetProperty("stops");
        Assert.Equal(1, stopped.GetArrayLength());
    }

    [Fact]
    public async Task Open_ForEverybody_IsTheSamePageThatChangesNothing()
    {
        World world = await World.OpenAsync(app.App, Agencies.Advocate);
        await world.IssueLinkAsync();
        await app.QuietAsync();
        string before = app.State();

        Answer page = (await app.Api.OpenAsync()).Must(200);
        Answer prefetched = await app.Api.OpenAsync(change: r =>
        {
            r.Headers.Add("Sec-Purpose", "prefetch;prerender");
            r.Headers.Add("Purpose", "prefetch");
            r.Headers.Add("User-Agent", "facebookexternalhit/1.1");
        });
        Answer head = await app.Api.SendAsync(null, HttpMethod.Head, "/w");
        foreach (HttpMethod? other in new[] { HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options, HttpMethod.Patch })
            Assert.True((int)(await app.Api.SendAsync(null, other, "/w")).Status >= 400);
        Answer tempted = await app.Api.OpenAsync("?action=stop&secret=AAAAAAAAAAAAAAAAAAAAAA&code=0000000000");

        Assert.Equal(page.Text, prefetched.Must(200).Text);
        Assert.Equal(page.Text, tempted.Must(200).Text);
        Assert.Empty(head.Must(200).Bytes);
        Assert.Equal(before, app.State());
        Assert.False(page.Headers.ContainsKey("Set-Cookie"));
        Assert.Equal("no-store", page.Headers["Cache-Control"]);
        Assert.Equal("no-referrer", page.Headers["Referrer-Policy"]);
        Assert.False(page.Headers.ContainsKey("blazor-enhanced-nav"));
    }

    [Fact]
    public async Task Submit_WhenNothingIsRecognised_AnswersTheSameBytesAndChangesNothing()
    {
        using HttpClient client = app.From("127.0.3.1");
        List<string> answers = [];
        foreach ((string secret, string code) in new[]
            {
                ("", "0000-0000-000"), ("AAAAAAAAAAAAAAAAAAAAAA", ""), ("", ""), ("", new string('x', 300)),
                ("<script>", "7ZZZZZZZZZZ"),
            })
        {
            using var form = new FormUrlEncodedContent(
                new Dictionary<string, string> { ["action"] = "stop", ["secret"] = secret, ["code"] = code, ["l"] = "en" });
            using HttpResponseMessage reply = await client.PostAsync(new Uri("w", UriKind.Relative), form);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.StatusCode);
            // What she typed stays in its field, so that she can correct it; nothing else differs.
            answers.Add(TypedPattern().Replace(await reply.Content.ReadAsStringAsync(), "value=\"typed\""));
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("Not recognised", answers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WhenOneNetworkTriesTooOften_SlowsWrongCodesAlone()
    {
        World world = await World.OpenAsync(app.App, Agencies.Advocate);
        (string? secret, string? code) = await world.IssueLinkAsync();
        using HttpClient client = app.From("127.0.4.1");
        async Task<int> TryAsync(HttpClient from, string typed, string link = "")
        {
            using var form =
                new FormUrlEncodedContent(new Dictionary<string, string> { ["action"] = "stop", ["secret"] = link, ["code"] = typed });
            using HttpResponseMessage reply = await from.PostAsync(new Uri("w", UriKind.Relative), form);
            return (int)reply.StatusCode;
        }

        int[] tries = await Task.WhenAll(Enumerable.Range(0, 4 * SurvivorThrottle.Attempts).Select(_ =>
            TryAsync(client, "0000-0000-000")));
        Assert.Equal(SurvivorThrottle.Attempts, tries.Count(status => status == 422));
        using HttpClient neighbour = app.From("127.0.4.99");
        Assert.Equal(429, await TryAsync(neighbour, "0000-0000-000"));
        using HttpClient elsewhere = app.From("127.0.5.1");
        Assert.Equal(422, await TryAsync(elsewhere, "0000-0000-000"));

        // A shelter is one network: hers is looked up first, and stops at once.
        Assert.Equal(200, await TryAsync(client, "", secret));
        Assert.Equal(200, await TryAsync(client, code));
        Assert.Equal(200, await TryAsync(neighbour, code));
    }

    [Fact]
    public async Task Look_WhenTheWordIsRight_ShowsOnlyWhatWasAgreedToBeShown()
    {
        World shown = await World.OpenAsync(app.App, Agencies.Advocate);
        await shown.ConsentAsync("shelter-referral", Agencies.Shelter);
        (string? secret, string _) = await shown.IssueLinkAsync(new
        {
            delivery = "inPerson",
            word = Word,
            onlineView = "afterFactor",
            language = "fr",
        });
        World hidden = await World.OpenAsync(app.App, Agencies.Advocate);
        await hidden.ConsentAsync("shelter-referral", Agencies.Shelter);
        (string? other, string _) = await hidden.IssueLinkAsync(new { delivery = "inPerson", word = Word });

        string overview = (await app.Api.SubmitAsync(
            ("action", "look"), ("secret", secret), ("word", " TANGERINE "), ("l", "en"))).Must(200).Text;
        string nothing = (await app.Api.SubmitAsync(
            ("action", "look"), ("secret", other), ("word", Word), ("l", "en"))).Must(200).Text;
        Answer wrong = await app.Api.SubmitAsync(("action", "look"), ("secret", secret), ("word", "mandarin"), ("l", "en"));
        Answer wordless = await app.Api.SubmitAsync(("action", "look"), ("secret", secret), ("l", "en"));

        Assert.Contains("Willow House", overview, StringComparison.Ordinal);
        Assert.Contains("lang=\"fr\"", overview, StringComparison.Ordinal);
        Assert.DoesNotContain("Willow House", nothing, StringComparison.Ordinal);
        Assert.Contains("not shown on this page", nothing, StringComparison.Ordinal);
        foreach (Answer? refused in new[] { wrong, wordless })
        {
            Assert.Equal(422, refused.Status);
            Assert.DoesNotContain("Willow House", refused.Text, StringComparison.Ordinal);
            Assert.Contains("lang=\"en\"", refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task StopOne_WhenTwoSharingsAreAgreed_StopsThatOneAlone()
    {
        World world = await World.OpenAsync(app.App, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        await world.ConsentAsync("health-referral", Agencies.Clinic);
        Outcome house = (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE");
        Outcome health = (await world.SendAsync("health-referral", Agencies.Clinic)).Is("RELEASE");
        await health.CollectAsync();
        (string? secret, string _) = await world.IssueLinkAsync(new
        {
            delivery = "inPerson",
            word = Word,
            onlineView = "afterFactor",
            language = "en",
        });
        string overview = (await app.Api.SubmitAsync(("action", "look"), ("secret", secret), ("word", Word), ("l", "en"))).Text;

        string section = Regex.Matches(overview, "<section>.*?</section>", RegexOptions.Singleline).Select(match => match.Value)
            .Single(part => part.Contains("Bridge Street Clinic", StringComparison.Ordinal));
        Assert.Contains("Got something on", section, StringComparison.Ordinal);
        string Field(string name) => Regex.Match(section, $"name=\"{name}\" value=\"([^\"]+)\"").Groups[1].Value;
        string stopped = (await app.Api.SubmitAsync(
            ("action", "stop-one"), ("visit", Field("visit")), ("consent", Field("consent")), ("scope", Field("scope")),
            ("l", "en"))).Must(200).Text;

        Assert.Contains("This sharing is stopped", stopped, StringComparison.Ordinal);
        (await health.TryCollectAsync()).MustBe("sharing-stopped");
        await house.CollectAsync();
        string back = (await app.Api.SubmitAsync(("action", "back"), ("visit", Field("visit")), ("l", "en"))).Must(200).Text;
        Assert.Contains("Has not confirmed anything yet", back, StringComparison.Ordinal);
        Assert.Equal(
            422, (await app.Api.SubmitAsync(("action", "stop-all"), ("visit", new string('A', 22)))).Status);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task EveryPage_InEveryLanguage_SaysEverythingAndWeighsLittle(string code)
    {
        SurvivorTexts texts = SurvivorTexts.Find(code)!;
        World world = await World.OpenAsync(app.App, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        await world.ConsentAsync("health-referral", Agencies.Clinic);
        await (await world.SendAsync("health-referral", Agencies.Clinic)).CollectAsync();
        (string? secret, string _) = await world.IssueLinkAsync(new
        {
            delivery = "inPerson",
            word = Word,
            onlineView = "afterFactor",
            language = code,
        });
        int assets = (await app.Api.SendAsync(null, HttpMethod.Get, "/w/page.css")).Must(200).Bytes.Length
            + (await app.Api.SendAsync(null, HttpMethod.Get, "/w/page.js")).Must(200).Bytes.Length;
        void Says(Answer page, params string[] expected)
        {
            string text = WebUtility.HtmlDecode(page.Text);
            foreach (string sentence in (string[])
                [
                    texts.Title, texts.Leave, texts.ReadAloud, texts.HelpHeading, texts.HelpText, .. expected,
                ])
                Assert.Contains(sentence, text, StringComparison.Ordinal);
            // What a stop does not reach stands once on each page, and above the button that stops.
            Assert.Equal(2, text.Split(texts.Law).Length);
            if (text.Contains("class=\"stop\"", StringComparison.Ordinal))
                Assert.True(text.IndexOf(texts.Law, StringComparison.Ordinal) < text.IndexOf("class=\"stop\"", StringComparison.Ordinal));
            Assert.Contains($"<html lang=\"{code}\" dir=\"{texts.Direction}\"", text, StringComparison.Ordinal);
            Assert.True(page.Bytes.Length + assets < 15 * 1024, $"the page weighs {page.Bytes.Length} + {assets} bytes");
        }

        Says(
            await app.Api.OpenAsync("?l=" + code), texts.Larger, texts.Heading, texts.Intro, texts.CodeLabel, texts.CodeHint,
            texts.LinkFilled, texts.StopButton, texts.WhatStopsHeading,
            texts.WhatStops, texts.WhatStays, texts.HelpStays, texts.LookHeading, texts.LookIntro, texts.WordLabel, texts.LookButton);
        Says(await app.Api.SubmitAsync(("action", "look"), ("secret", secret), ("word", Word), ("l", code)),
            texts.OverviewHeading, texts.Active, texts.Held, texts.NotHeld, texts.StopOne, texts.StopButton, texts.Purposes["HOUSE"],
            texts.Purposes["PHYS"]);
        using HttpClient elsewhere = app.From("127.0.6.1");
        using var wrong = new FormUrlEncodedContent(new Dictionary<string, string> { ["action"] = "stop", ["code"] = "x", ["l"] = code });
        using HttpResponseMessage unknown = await elsewhere.PostAsync(new Uri("w", UriKind.Relative), wrong);
        Says(
            await Answer.OfAsync(unknown), texts.UnknownHeading, texts.UnknownText, texts.Afresh);
        Says(
            await app.Api.SubmitAsync(("action", "look"), ("secret", secret), ("word", "wrong"), ("l", code)), texts.UnknownHeading,
            texts.WrongWordText, texts.StopButton, texts.WordLabel);
        Says(
            await app.Api.SubmitAsync(("action", "stop-one"), ("visit", new string('A', 22)), ("secret", secret), ("l", code)),
            texts.VisitOverHeading, texts.VisitOverText, texts.StopButton);
        Says(await app.Api.SendAsync(null, HttpMethod.Post, "/w", null, r =>
        {
            r.Content = new ByteArrayContent("?"u8.ToArray());
            r.Headers.TryAddWithoutValidation("Accept-Language", code);
        }), texts.FailedHeading, texts.FailedText, texts.StopButton);
        Says(
            await app.Api.SubmitAsync(("action", "stop"), ("secret", secret), ("l", code)), texts.StoppedHeading, texts.StoppedNow,
            texts.Time, texts.Number, texts.StoppedFetched,
            texts.StoppedInvestigation, texts.StoppedHelp, texts.StoppedAgain, texts.MoreHeading, texts.MoreIntro, texts.WordLabel,
            texts.LookButton);
        Says(
            await app.Api.SubmitAsync(("action", "look"), ("secret", secret), ("word", Word), ("l", code)), texts.NotActive,
            texts.NotAttested, texts.AllStopped, texts.StopAgain);
        Says(
            await app.Api.SubmitAsync(("action", "stop"), ("secret", secret), ("code", "x"), ("l", code)), texts.StoppedHeading,
            texts.RestUnknown, texts.CodeLabel, texts.StopButton);
    }

    private static string NumberIn(string page) => NumberPattern().Match(page).Value;

    private static string Neutral(string page) => TimePattern().Replace(NumberPattern().Replace(page, "number"), "time");

    private static IEnumerable<string> HeadersOf(Answer reply) =>
        reply.Headers.Where(h => h.Key != "Date").Select(h => h.Key + ": " + h.Value).Order();

    [GeneratedRegex("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}|(?<=name=\"number\" value=\")[^\"]+")]
    private static partial Regex NumberPattern();

    [GeneratedRegex("(?<=id=\"code2?\" name=\"code\" type=\"text\" dir=\"ltr\" )value=\"[^\"]*\"")]
    private static partial Regex TypedPattern();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC")]
    private static partial Regex TimePattern();
}
