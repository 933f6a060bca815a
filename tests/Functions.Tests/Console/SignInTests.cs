using System.Net;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Console;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.AccessLog;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace DataSharing.Functions.Tests.Console;

public sealed class SignInTests : IAsyncLifetime
{
    private const string Session = "__Host-dpo";
    private const string Pending = "__Host-dpo-sign-in";
    private TestApp _app = null!;
    private Officer _officer = null!;

    public async Task InitializeAsync()
    {
        _app = await OfficerReads.StartAsync();
        _officer = new Officer(_app);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task SignIn_WhenBegun_AsksTheIssuerWithStateNonceAndProofKeyBoundToACookie()
    {
        Page start = await _officer.GetAsync("/dpo/sign-in");
        Dictionary<string, StringValues> asked = QueryHelpers.ParseQuery(new Uri(start.Location!).Query);
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Equal(43, asked["code_challenge"].ToString().Length);
        Assert.Equal(3, new HashSet<string>([asked["state"]!, asked["nonce"]!, asked["code_challenge"]!]).Count);
        string cookie = Assert.Single(start.SetCookies);
        Assert.StartsWith(Pending + "=", cookie, StringComparison.Ordinal);
        Assert.All(
            ["secure", "httponly", "samesite=lax", "path=/", "max-age=600"],
            part => Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        Page again = await new Officer(_app).GetAsync("/dpo/sign-in");
        Assert.NotEqual(asked["state"], QueryHelpers.ParseQuery(new Uri(again.Location!).Query)["state"]);
    }

    [Fact]
    public async Task SignIn_WhenFinished_OpensTheLogAndIsLogged()
    {
        Page done = await _officer.SignInAsync("advocate-dpo");
        Assert.Equal((HttpStatusCode.SeeOther, "/dpo"), (done.Status, done.Location));
        string cookie = Assert.Single(done.SetCookies, set => set.StartsWith(Session + "=", StringComparison.Ordinal));
        Assert.All(
            ["secure", "httponly", "samesite=lax", "path=/"], part => Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("max-age", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Pending, _officer.Cookies.Keys);
        Assert.True((await _officer.GetAsync("/dpo")).IsLog);
        LogEntry entry = (await _app.Get<AgencyLog>().ReadAsync("reg-advocate"))[0];
        Assert.Equal((LogAction.SignedIn, "advocate-dpo", "console"), (entry.Action, entry.Actor.Person?.Value, entry.Outcome));
    }

    [Fact]
    public async Task SignIn_WhenItCannotBeLogged_OpensNothing()
    {
        Page start = await _officer.GetAsync("/dpo/sign-in");
        string callback = await _officer.AuthorizeAsync(start.Location!, "advocate-dpo");
        _app.Store.Fails = partition => partition.Container == Container.Agencies;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _officer.GetAsync(callback)).Status);
        Assert.DoesNotContain(Session, _officer.Cookies.Keys);
    }

    [Fact]
    public async Task SignIn_OfAPersonWithoutTheRole_IsRefusedAndLogged()
    {
        Page done = await _officer.SignInAsync("advocate-worker");
        Assert.Equal(HttpStatusCode.Forbidden, done.Status);
        Assert.DoesNotContain(Session, _officer.Cookies.Keys);
        Assert.Equal("refused", (await _app.Get<AgencyLog>().ReadAsync("reg-advocate"))[0].Outcome);
    }

    [Fact]
    public async Task Callback_InAnotherBrowser_IsRefused()
    {
        Page start = await _officer.GetAsync("/dpo/sign-in");
        string callback = await _officer.AuthorizeAsync(start.Location!, "advocate-dpo");
        var other = new Officer(_app);
        Assert.Equal(HttpStatusCode.BadRequest, (await other.GetAsync(callback)).Status);
        await other.GetAsync("/dpo/sign-in");
        Assert.Equal(HttpStatusCode.BadRequest, (await other.GetAsync(callback)).Status);
        Assert.DoesNotContain(Session, other.Cookies.Keys);
    }

    [Fact]
    public async Task Callback_WhenUsedTwice_IsRefusedTheSecondTime()
    {
        Page start = await _officer.GetAsync("/dpo/sign-in");
        Officer thief = _officer.Twin();
        string callback = await _officer.AuthorizeAsync(start.Location!, "advocate-dpo");
        Assert.Equal(HttpStatusCode.SeeOther, (await _officer.GetAsync(callback)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await thief.GetAsync(callback)).Status);
    }

    [Fact]
    public async Task Callback_WhenTheSignInTookTooLong_IsRefused()
    {
        Page start = await _officer.GetAsync("/dpo/sign-in");
        _app.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        Assert.Equal(
            HttpStatusCode.BadRequest, (await _officer.GetAsync(await _officer.AuthorizeAsync(start.Location!, "advocate-dpo"))).Status);
    }

    [Fact]
    public async Task Callback_WithACodeOfAnotherSignIn_IsRefusedByTheProofKey()
    {
        Page start = await _officer.GetAsync("/dpo/sign-in");
        var victim = new Officer(_app);
        Page victims = await victim.GetAsync("/dpo/sign-in");
        // The attacker's code under the victim's own state.
        string code = QueryHelpers.ParseQuery(new Uri(await _officer.AuthorizeAsync(start.Location!, "shelter-dpo")).Query)["code"]!;
        string state = QueryHelpers.ParseQuery(new Uri(victims.Location!).Query)["state"]!;
        Assert.Equal(HttpStatusCode.BadRequest, (await victim.GetAsync($"/dpo/callback?code={code}&state={state}")).Status);
    }

    [Theory]
    [InlineData("/dpo/sign-in?returnUrl=https://elsewhere.example")]
    [InlineData("/dpo/sign-in?redirect_uri=https://elsewhere.example/dpo/callback")]
    public async Task SignIn_WithAnAddressInIt_StillEndsAtTheConsole(string address)
    {
        Page start = await _officer.GetAsync(address);
        Assert.DoesNotContain("elsewhere", start.Location!, StringComparison.Ordinal);
        string callback = await _officer.AuthorizeAsync(start.Location!, "advocate-dpo");
        Assert.Equal("/dpo", (await _officer.GetAsync(callback + "&returnUrl=//elsewhere.example")).Location);
    }

    [Theory]
    [InlineData("elsewhere.example", null)]
    [InlineData("elsewhere.example", "https://console.example")]
    [InlineData("127.0.0.1.elsewhere.example", null)]
    public void Callback_WhenTheHostHeaderIsMadeUp_IsNotBuiltFromIt(string host, string? origin)
    {
        HttpRequest request = new Microsoft.AspNetCore.Http.DefaultHttpContext().Request;
        (request.Scheme, request.Host) = ("http", new(host));
        Assert.Equal(origin is null ? null : origin + "/dpo/callback", new ConsoleOptions("client", null, origin).CallbackOf(request));
    }
}
