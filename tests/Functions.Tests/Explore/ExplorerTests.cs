using DataSharing.Functions.Tests.Hosting;
using DataSharing.Functions.Tests.Installation;

namespace DataSharing.Functions.Tests.Explore;

/// <summary>The page to try the API from: what it carries, and where it is not.</summary>
public sealed class ExplorerTests
{
    private const string Explorer = "/api/explore", Setting = "Explorer:Enabled";

    [Fact]
    public async Task Page_InDevelopment_OffersTheInventedPersonsUnderAStrictPolicy()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Answer page = await AskAsync(host, "");
        Assert.Equal((200, "text/html; charset=utf-8", "no-store"), (page.Status, page.Headers["Content-Type"], page.Headers["Cache-Control"]));
        string policy = page.Headers["Content-Security-Policy"];
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains(
            "<option value=\"client_id=staff-17\" data-roles=\"Consent.Record, Sharing.Submit\">Ada &lt;of&gt; Harbour Shelter</option>", page.Text,
            StringComparison.Ordinal);
        // An application names the person it acts for with each request.
        Assert.DoesNotContain("principal-9", page.Text, StringComparison.Ordinal);
        // Nothing inline, nothing from elsewhere.
        Assert.DoesNotMatch(" on[a-z]+=| style=|<script>|<style", page.Text);
        Assert.DoesNotMatch("(src|href)=\"(?!/api/)", page.Text);
    }

    [Theory]
    [InlineData("swagger-ui-bundle.js", "text/javascript; charset=utf-8", "SwaggerUIBundle")]
    [InlineData("swagger-ui.css", "text/css; charset=utf-8", ".swagger-ui")]
    [InlineData("explore.js", "text/javascript; charset=utf-8", "preauthorizeApiKey")]
    [InlineData("explore.css", "text/css; charset=utf-8", ".token")]
    [InlineData("favicon-32x32.png", "image/png", "PNG")]
    [InlineData("LICENSE", "text/plain; charset=utf-8", "Apache License")]
    [InlineData("NOTICE", "text/plain; charset=utf-8", "swagger-ui")]
    public async Task File_WhenAskedFor_HasItsTypeAndIsTakenForNothingElse(string file, string type, string word)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Answer answer = await AskAsync(host, "/" + file);
        Assert.Equal((200, type, "nosniff"), (answer.Status, answer.Headers["Content-Type"], answer.Headers["X-Content-Type-Options"]));
        Assert.Contains(word, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/index.html")]
    [InlineData("/oauth2-redirect.html")]
    [InlineData("/..%2fsettings.json")]
    public async Task File_WhenItIsNoneOfThePage_IsNotThere(string file)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Assert.Equal(404, (await AskAsync(host, file)).Status);
    }

    [Fact]
    public async Task Page_WithoutDevelopment_IsServedOnlyWhereItIsAskedForAndAsksForAToken()
    {
        using var keys = new TemporaryDirectory();
        Dictionary<string, string?> settings = SettingsTests.Complete(keys.Root);
        await using (RunningHost host = await RunningHost.StartAsync(settings, development: false))
            Assert.Equal(404, (await AskAsync(host, "")).Status);
        settings[Setting] = "true";
        await using (RunningHost host = await RunningHost.StartAsync(settings, development: false))
        {
            Answer page = await AskAsync(host, "");
            Assert.Equal(200, page.Status);
            Assert.Contains("Paste a token", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("staff-17", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Page_InDevelopmentWhereItIsNotWanted_IsNotServed()
    {
        await using RunningHost host = await RunningHost.StartAsync(new Dictionary<string, string?> { [Setting] = "false" });
        Assert.Equal(404, (await AskAsync(host, "")).Status);
    }

    private static async Task<Answer> AskAsync(RunningHost host, string below)
    {
        using HttpResponseMessage response = await host.Http.GetAsync(new Uri(Explorer + below, UriKind.Relative));
        return await Answer.OfAsync(response);
    }
}
