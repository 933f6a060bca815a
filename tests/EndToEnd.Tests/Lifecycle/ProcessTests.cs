using System.Net;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Lifecycle;

/// <summary>The program as an operating system sees it: how it starts, refuses, stops and comes back.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Start_WhenNothingIsConfigured_NamesEverySettingThatIsMissing()
    {
        await using var app = AppProcess.Launch([]);

        Assert.Equal(1, await app.WaitForExitAsync());

        foreach (string setting in new[] { "Issuer:Authority", "Issuer:Audience", "Survivor:Host", "Keys:Directory" })
            Assert.Contains(setting, app.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", app.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Survivor__Host", "https://with.scheme", "Survivor:Host")]
    [InlineData("Issuer__Authority", "http://not-here.example/v2.0", "Issuer:Authority")]
    [InlineData("RateLimits__Decisions__PerMinute", "many", "RateLimits:Decisions:PerMinute")]
    public async Task Start_WhenASettingIsMalformed_NamesIt(string variable, string value, string setting)
    {
        await using var app = AppProcess.Launch(["--development"], environment: new Dictionary<string, string> { [variable] = value });

        Assert.NotEqual(0, await app.WaitForExitAsync());
        Assert.Contains(setting, app.Errors + app.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenTheDirectoryIsInUse_RefusesAndLeavesTheFirstAlone()
    {
        await using AppProcess first = await AppProcess.StartAsync();
        await using var second = AppProcess.Launch(["--development"], first.DataDirectory);

        Assert.Equal(1, await second.WaitForExitAsync());
        Assert.Contains("in use by another engine", second.Errors, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await first.Client.GetAsync(new Uri("health", UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_WhetherAskedToStopOrKilled_KeepsWhatWasAcknowledged(bool asked)
    {
        string data = Directory.CreateTempSubdirectory("datasharing-").FullName;
        try
        {
            string caseId, ready, stopped;
            await using (RunningApp before = await RunningApp.OnAsync(data))
            {
                World world = await World.OpenAsync(before, Agencies.Advocate);
                caseId = world.Case;
                await world.ConsentAsync("shelter-referral", Agencies.Shelter);
                string consent = await world.ConsentAsync("health-referral", Agencies.Clinic);
                ready = (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE").Id;
                stopped = (await world.SendAsync("health-referral", Agencies.Clinic)).Is("RELEASE").Id;
                await world.WithdrawAsync(consent);
                if (asked)
                    Assert.Equal(0, await before.Process.StopAsync());
                else
                    await before.Process.KillAsync();
            }

            await using RunningApp after = await RunningApp.OnAsync(data);
            Answer found = (await after.Api.GetAsync(Agencies.Advocate.Worker, "cases/" + caseId)).Must(200);
            Assert.Equal((2, 1), (found.Element.GetProperty("consents").GetArrayLength(), found.Element.GetProperty("stops").GetArrayLength()));
            (await after.Api.PostAsync(Agencies.Shelter.Worker, $"sharing-requests/{ready}/collection")).Must(200);
            (await after.Api.PostAsync(Agencies.Clinic.Worker, $"sharing-requests/{stopped}/collection")).MustBe("sharing-stopped");
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
