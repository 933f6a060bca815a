using DataSharing.Functions.Auth;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Http;
using Microsoft.Extensions.Configuration;

namespace DataSharing.Functions.Tests.Azure;

/// <summary>The settings of the function app, checked before it starts.</summary>
public sealed class AzureSettingsTests
{
    public static readonly Dictionary<string, string?> Complete = new()
    {
        [IssuerOptions.AuthoritySetting] = "https://login.example/tenant/v2.0",
        [IssuerOptions.AudienceSetting] = "api://datasharing",
        [SurvivorHost.Setting] = "quiet.example",
        [AzureSettings.CosmosEndpoint] = "https://account.documents.example",
        [AzureSettings.BlobsEndpoint] = "https://sealed.blob.example",
        [AzureSettings.JournalEndpoint] = "https://journal.blob.example",
        [AzureSettings.VaultUri] = "https://vault.example",
    };

    public static TheoryData<string> Required => [.. Complete.Keys];

    [Fact]
    public void Problems_WhenComplete_AreNone() => Assert.Empty(Problems());

    [Theory]
    [MemberData(nameof(Required))]
    public void Problems_WhenOneIsMissing_AreOneLineThatNamesIt(string name)
    {
        foreach (string? nothing in new[] { null, "" })
        {
            string problem = Assert.Single(Problems((name, nothing)));
            Assert.StartsWith(name + " is missing: ", problem, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', problem);
        }
    }

    [Theory]
    [InlineData(AzureSettings.CosmosEndpoint, "account.documents.example")]
    [InlineData(AzureSettings.CosmosEndpoint, "http://account.documents.example")]
    [InlineData(AzureSettings.CosmosEndpoint, "https://account.documents.example?key=secret-value")]
    [InlineData(AzureSettings.CosmosDatabase, "a/b")]
    [InlineData(AzureSettings.BlobsEndpoint, "ftp://sealed")]
    [InlineData(AzureSettings.JournalEndpoint, "https://user:secret-value@journal.blob.example")]
    [InlineData(AzureSettings.VaultUri, "vault")]
    [InlineData(AzureSettings.ClientId, "secret-value")]
    [InlineData(ServerLimits.BodySetting, "secret-value")]
    [InlineData("Registry:Seed", "/no/such/secret-value.json")]
    [InlineData("Console:Origin", "https://console.example/path")]
    [InlineData("RateLimits:Decisions:PerMinute", "many")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "smoke")]
    [InlineData(SurvivorHost.Setting, "https://quiet.example")]
    public void Problems_WhenOneIsMalformed_AreOneLineThatNamesItWithoutItsValue(string name, string value)
    {
        string problem = Assert.Single(Problems((name, value)));
        Assert.StartsWith(name + " ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-value", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_WhenAnEmulatorIsTrustedButAServiceIsElsewhere_NameEachService()
    {
        (string, string?)[] emulated = [(AzureSettings.EmulatorCertificate, new string('a', 64))];
        Assert.Equal(
            [AzureSettings.CosmosEndpoint, AzureSettings.BlobsEndpoint, AzureSettings.JournalEndpoint, AzureSettings.VaultUri],
            Problems(emulated).Select(problem => problem.Split(' ')[0]));
        Assert.Empty(Problems([
            .. emulated, (AzureSettings.CosmosEndpoint, "https://127.0.0.1:1"),
            (AzureSettings.BlobsEndpoint, "https://localhost:2/account"),
            (AzureSettings.JournalEndpoint, "https://127.0.0.1:2"), (AzureSettings.VaultUri, "https://localhost:3")]));
    }

    [Fact]
    public async Task Connection_ToAnEmulator_NeverLeavesThisMachine()
    {
        AzureConnection connection = AzureSettings.Connection(Settings((AzureSettings.EmulatorCertificate, new string('a', 64))));
        using var client = new HttpClient(connection.Handler!());
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("https://192.0.2.1/")));
        Assert.Contains("must not reach another machine", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_WithoutEmulators_IsTheAppsIdentityAndTheSdksOwnTransport()
    {
        AzureConnection connection = AzureSettings.Connection(Settings((AzureSettings.ClientId, Guid.NewGuid().ToString())));
        Assert.IsType<global::Azure.Identity.ManagedIdentityCredential>(connection.Credential);
        Assert.Null(connection.Handler);
    }

    private static IReadOnlyList<string> Problems(params (string Name, string? Value)[] changes) =>
        AzureSettings.Problems(Settings(changes));

    private static IConfiguration Settings(params (string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(Complete);
        foreach ((string name, string? value) in changes)
            settings[name] = value;
        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }
}
