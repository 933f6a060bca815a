using System.Net;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Console;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.AccessLog;

namespace DataSharing.Functions.Tests.Console;

public sealed class SessionTests : IAsyncLifetime
{
    private const string Session = "__Host-dpo";
    private TestApp _app = null!;
    private Officer _officer = null!;

    public async Task InitializeAsync()
    {
        _app = await OfficerReads.StartAsync();
        _officer = new Officer(_app);
        await _officer.SignInAsync("advocate-dpo");
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Session_WhenUsed_LastsBeyond15Minutes()
    {
        for (int i = 0; i < 4; i++)
        {
            _app.Time.Advance(TimeSpan.FromMinutes(14));
            Assert.True((await _officer.GetAsync("/dpo")).IsLog);
        }
    }

    [Fact]
    public async Task Session_After15IdleMinutes_IsOver()
    {
        _app.Time.Advance(TimeSpan.FromMinutes(15));
        Page page = await _officer.GetAsync("/dpo/verification");
        Assert.Equal("/dpo?m=ended", page.Location);
        Assert.True((await _officer.GetAsync("/dpo")).IsSignIn);
    }

    [Fact]
    public async Task Session_After8Hours_IsOverHoweverMuchItWasUsed()
    {
        for (int minutes = 0; minutes < 8 * 60 - 10; minutes += 10)
        {
            _app.Time.Advance(TimeSpan.FromMinutes(10));
            Assert.True((await _officer.GetAsync("/dpo")).IsLog);
        }

        _app.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await _officer.GetAsync("/dpo")).IsSignIn);
    }

    [Fact]
    public async Task SignOut_EndsTheSessionOnTheServerToo()
    {
        Officer copy = _officer.Twin();
        Page done = await _officer.SubmitAsync("/dpo/sign-out");
        Assert.Equal("/dpo?m=out", done.Location);
        Assert.DoesNotContain(Session, _officer.Cookies.Keys);
        Assert.True((await copy.GetAsync("/dpo")).IsSignIn);
    }

    [Fact]
    public async Task SignOutEverywhere_EndsThePersonsOtherSessionsAndNobodyElses()
    {
        Officer elsewhere = new(_app), colleague = new(_app);
        await elsewhere.SignInAsync("advocate-dpo");
        await colleague.SignInAsync("shelter-dpo");
        await _officer.SubmitAsync("/dpo/sign-out", ("everywhere", "1"));
        Assert.True((await elsewhere.GetAsync("/dpo")).IsSignIn);
        Assert.True((await colleague.GetAsync("/dpo")).IsLog);
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        await _officer.SignInAsync("advocate-dpo");
        Assert.True((await _officer.GetAsync("/dpo")).IsLog);
    }

    [Fact]
    public async Task Session_WhenThePersonIsSuspended_IsOverAtTheNextRequest()
    {
        Assert.True((await _officer.GetAsync("/dpo")).IsLog);
        Stored<PersonDocument> person = (await _app.Get<RegistryReader>().FindPersonAsync("reg-advocate", "advocate-dpo", default))!;
        await _app.Get<RegistryWriter>().WriteAsync(
            RegistryWrite.Replace(person, person.Value with { Person = person.Value.Person with { Status = PersonStatus.Suspended } }),
            default);
        Assert.True((await _officer.GetAsync("/dpo")).IsSignIn);
    }

    [Theory]
    [InlineData("/dpo/sign-out")]
    [InlineData("/dpo/purpose")]
    public async Task Post_WithoutTheSessionsToken_IsRefused(string address)
    {
        var stranger = new Officer(_app);
        await stranger.SignInAsync("shelter-dpo");
        string foreign = Officer.Token((await stranger.GetAsync("/dpo")).Text);
        (string, string)[][] forms =
        [
            [("purpose", "complaint")], [("token", ""), ("purpose", "complaint")], [("token", foreign), ("purpose", "complaint")],
        ];
        foreach ((string, string)[] form in forms)
            Assert.Equal(HttpStatusCode.Forbidden, (await _officer.PostAsync(address, form)).Status);
        Assert.True((await _officer.GetAsync("/dpo")).IsLog);
    }

    [Fact]
    public async Task Session_InTheStore_HoldsNeitherCookieNorFormToken()
    {
        string page = (await _officer.GetAsync("/dpo")).Text;
        ChangePage sessions = await _app.Store.ReadChangesAsync(Container.Sessions, null);
        FoundDocument document = Assert.Single(sessions.Changes);
        string all = document.Partition.Key + System.Text.Encoding.UTF8.GetString(document.Document.Body.Span);
        Assert.DoesNotContain(_officer.Cookies[Session], all, StringComparison.Ordinal);
        Assert.DoesNotContain(Officer.Token(page), all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_WithTheCookie_AsksForAToken()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/access-log");
        request.Headers.Add("Cookie", Session + "=" + _officer.Cookies[Session]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _app.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Page_WithABearerToken_AsksForASignIn()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dpo");
        request.Headers.Authorization = new("Bearer", _app.Token("app-advocate"));
        Assert.Contains(
            "<h1>Sign in</h1>", await (await _app.Http.SendAsync(request)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("../../../../../../../../../../../../etc/passw")]
    public async Task Page_WithAMadeUpCookie_AsksForASignIn(string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dpo");
        request.Headers.Add("Cookie", Session + "=" + value);
        Assert.Contains(
            "<h1>Sign in</h1>", await (await _app.Http.SendAsync(request)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteEnded_WhenSessionsAreOver_LeavesTheLivingAlone()
    {
        _app.Time.Advance(TimeSpan.FromHours(7));
        var late = new Officer(_app);
        await late.SignInAsync("shelter-dpo");
        _app.Time.Advance(TimeSpan.FromMinutes(10));
        await late.GetAsync("/dpo");
        _app.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromHours(0.7));
        await _app.Get<ConsoleSessions>().DeleteEndedAsync(new Microsoft.Azure.Functions.Worker.TimerInfo(), default);
        ChangePage left = await _app.Store.ReadChangesAsync(Container.Sessions, null);
        Assert.Equal("reg-shelter", Assert.Single(left.Changes).As<SessionDocument>().Registration);
    }
}
