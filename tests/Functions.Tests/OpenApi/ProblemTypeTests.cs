using System.Text.RegularExpressions;
using DataSharing.Functions.Http;
using DataSharing.Functions.OpenApi;

namespace DataSharing.Functions.Tests.OpenApi;

/// <summary>Each problem type opens as a page that says what it means and what to do.</summary>
public sealed class ProblemTypeTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Html = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";

    public static TheoryData<string> Slugs => [.. ProblemType.All.Select(problem => problem.Slug)];

    [Fact]
    public void Texts_WhenHeldAgainstTheTypes_ThereIsOneEntryForEach() =>
        Assert.Equal(
            ProblemType.All.Select(problem => problem.Slug).Order(StringComparer.Ordinal),
            ProblemTexts.Slugs.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Slugs))]
    public async Task Page_OfEachType_SaysWhatItMeansAndWhatToDo(string slug)
    {
        ProblemType problem = ProblemType.All.Single(one => one.Slug == slug);
        Answer page = (await AskAsync("/" + slug, Html)).Must(200);
        Assert.Equal(("text/html; charset=utf-8", "Accept"), (page.Headers["Content-Type"], page.Headers["Vary"]));
        string text = System.Net.WebUtility.HtmlDecode(page.Text);
        foreach (string said in new[] { problem.Title, problem.Uri, ProblemTexts.Of(problem).Meaning, ProblemTexts.Of(problem).Remedy })
            Assert.Contains(said, text, StringComparison.Ordinal);
        ProblemTypeView view = (await AskAsync("/" + slug, "application/json")).Must(200).Read<ProblemTypeView>();
        Assert.Equal((problem.Uri, problem.Status, problem.Title), (view.Type, view.Status, view.Title));
        Assert.Equal(slug == "method-not-allowed", view.Operations.Count == 0);
    }

    [Fact]
    public async Task List_WhenReadByAPerson_LeadsToEveryPage()
    {
        Answer list = (await AskAsync("", Html)).Must(200);
        string[] links = [.. Regex.Matches(list.Text, "href=\"(/api/problems/[^\"]+)\"").Select(link => link.Groups[1].Value)];
        Assert.Equal(ProblemType.All.Select(problem => problem.Page).Order(StringComparer.Ordinal), links);
    }

    [Fact]
    public async Task Problem_WhenAnswered_LinksToItsPage()
    {
        Answer refused = (await running.App.GetAsync(null, "registrations")).MustBe(ProblemType.MissingToken);
        Assert.Equal("</api/problems/missing-token>; rel=\"help\"", refused.Headers["Link"]);
        Answer nowhere = (await running.App.GetAsync(null, "/api/v1/nothing")).MustBe(ProblemType.NotFound);
        Assert.Equal("</api/problems/not-found>; rel=\"help\"", nowhere.Headers["Link"]);
    }

    [Fact]
    public async Task Page_WhenRead_RunsNothingAndLoadsNothing()
    {
        Answer page = await AskAsync("/not-found", Html);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Matches(@"^default-src 'none'; style-src 'sha256-[^' ]+'; ", page.Headers["Content-Security-Policy"]);
        Assert.DoesNotMatch("(src|href)=\"(?!/api/)", page.Text);
    }

    [Fact]
    public async Task Page_WhenThereIsNoSuchType_IsNotFound() => (await AskAsync("/nothing-of-the-kind", Html)).MustBe("not-found").Naming("slug");

    [Fact]
    public async Task Page_WhenNoFormFits_SaysWhichThereAre() =>
        (await AskAsync("/not-found", "image/png")).MustBe("not-acceptable").Naming("Accept");

    private Task<Answer> AskAsync(string below, string accept) =>
        running.App.As(null).GetAsync("/api/problems" + below, accept);
}
