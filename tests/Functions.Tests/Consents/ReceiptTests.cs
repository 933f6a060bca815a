using System.Text.Json;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Cases;
using DataSharing.Functions.Tests.Support;

namespace DataSharing.Functions.Tests.Consents;

[Collection(CaseCollection.Name)]
public sealed class ReceiptTests(RunningApp running) : CaseTestBase(running)
{
    [Fact]
    public async Task Read_WhenAskedForAPage_IsPlainNeutralAndWithoutScript()
    {
        string receipt = await ReceiptAsync();
        ApiAnswer page = (await Worker.GetAsync(receipt, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1")).Expect(200);
        Assert.StartsWith("text/html", page.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("<title>Your copy</title>", page.Text, StringComparison.Ordinal);
        Assert.Contains("Willow House", page.Text, StringComparison.Ordinal);
        Assert.Contains("Larch House", page.Text, StringComparison.Ordinal);
        Assert.Contains("You can stop at any time", page.Text, StringComparison.Ordinal);
        Assert.Contains(
            "What the law allows or orders without your agreement is not stopped by this and may not be shown here.", page.Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("traffick", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Matches("^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]+='", page.Headers["Content-Security-Policy"]);
        Assert.True(page.Text.Length < 15 * 1024, $"{page.Text.Length} characters");
    }

    [Fact]
    public async Task Read_WhenAMachineAsks_IsAReceiptOfTheStandardsShape()
    {
        string receipt = await ReceiptAsync();
        ApiAnswer machine = (await Worker.GetAsync(receipt, "application/json")).Expect(200);
        JsonElement root = machine.Json;
        Assert.Equal("ISO/IEC TS 27560:2023", root.GetProperty("schema_version").GetString());
        JsonElement processing = root.GetProperty("pii_processing")[0];
        Assert.Equal(
            ("HOUSE", "PORTION", "given"),
            (processing.GetProperty("purpose").GetString(), processing.GetProperty("tier").GetString(), processing.GetProperty("state")
                .GetString()));
        Assert.Equal("reg-shelter", processing.GetProperty("recipients")[0].GetString());
        string[] paths = [.. processing.GetProperty("pii_information").EnumerateArray()
            .SelectMany(kind => kind.GetProperty("pii_attributes").EnumerateArray()).Select(path => path.GetString()!)];
        Assert.Contains("identity.givenName", paths);
        Assert.DoesNotContain("identity.religion", paths);
        Assert.Equal("given", root.GetProperty("events")[0].GetProperty("event_state").GetString());
    }

    [Fact]
    public async Task Read_WhenStopped_SaysSoInBothForms()
    {
        string receipt = await ReceiptAsync();
        (await Worker.PostAsync(
            receipt[..^"/receipt".Length] + "/withdrawal", """{"channel":"phone","scope":"scope-1"}""", "")).Expect(200);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches((await Worker.GetAsync(receipt, "text/html")).Text, "Stopped on "));
        Assert.Equal(
            "withdrawn",
            (await Worker.GetAsync(receipt, "application/json")).Json.GetProperty("pii_processing")[0].GetProperty("state").GetString());
    }

    [Theory]
    [InlineData(null, 200, "application/json")]
    [InlineData("*/*", 200, "application/json")]
    [InlineData("text/*", 200, "text/html")]
    [InlineData("application/json;q=0.5, text/html", 200, "text/html")]
    [InlineData("text/html;q=0, */*", 200, "application/json")]
    [InlineData("image/png", 406, "application/problem+json")]
    [InlineData("nonsense", 406, "application/problem+json")]
    public async Task Read_WhenFormsAreAskedFor_GivesTheBestOrNone(string? accept, int status, string type)
    {
        ApiAnswer answer = (await Worker.GetAsync(await ReceiptAsync(), accept)).Expect(status);
        Assert.StartsWith(type, answer.Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WhenAnAgencysNameHoldsMarkup_IsEscaped()
    {
        RegistryReader registry = App.Get<RegistryReader>();
        Stored<Registration> shelter = (await registry.FindRegistrationAsync("reg-shelter-2", default))!;
        await App.Get<RegistryWriter>().WriteAsync(
            RegistryWrite.Replace(shelter, shelter.Value with { DisplayName = "Larch House <b onclick=x>&" }), default);
        string page = (await Worker.GetAsync(await ReceiptAsync(), "text/html")).Expect(200).Text;
        Assert.DoesNotContain("<b onclick", page, StringComparison.Ordinal);
        Assert.Contains("Larch House &lt;b onclick=x&gt;&amp;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WhenRead_IsOnTheLog()
    {
        string receipt = await ReceiptAsync();
        await Worker.GetAsync(receipt, "text/html");
        Assert.Single(await LogAsync(receipt.Split('/')[4]), entry => entry is { Action: LogAction.ConsentRead, Outcome: "receipt" });
    }

    private async Task<string> ReceiptAsync()
    {
        string id = await OpenAsync(SampleBodies.Parse("""{"age":{"status":"adult"}}"""));
        return (await Worker.PostAsync($"/cases/{id}/consents", SampleBodies.Consent(Now.AddMinutes(-5))))
            .Expect(201).Json.GetProperty("receipt").GetString()!;
    }
}
