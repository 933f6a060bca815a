using DataSharing.Functions.Http;

namespace DataSharing.Functions.Tests.Http;

public sealed class SurvivorHostTests
{
    [Theory]
    [InlineData("quiet.example", "/w", true)]
    [InlineData("quiet.example", "/w/", true)]
    [InlineData("quiet.example", "/w/stop", true)]
    [InlineData("quiet.example:8443", "/w", true)]
    [InlineData("Quiet.Example.", "/W", true)]
    [InlineData("quiet.example", "/", true)]
    [InlineData("quiet.example", "", true)]
    [InlineData("quiet.example", "/wrong", false)]
    [InlineData("quiet.example", "/api/v1/cases", false)]
    [InlineData("quiet.example", "//w", false)]
    [InlineData("quiet.example.evil.example", "/w", false)]
    [InlineData("evil.quiet.example", "/w", false)]
    [InlineData("console.example", "/w", false)]
    [InlineData("console.example", "/w/stop", false)]
    [InlineData("127.0.0.1:7071", "/w", false)]
    [InlineData("[::1]:7071", "/w", false)]
    [InlineData("", "/w", false)]
    [InlineData(null, "/w", false)]
    [InlineData("console.example", "/", true)]
    [InlineData("console.example", "/wrong", true)]
    [InlineData("console.example", "/dpo/log", true)]
    public void Allows_WhenNameIsSet_KeepsThePagesToIt(string? host, string path, bool allowed) =>
        Assert.Equal(allowed, new SurvivorHost("quiet.example").Allows(host, path));

    [Theory]
    [InlineData("/w")]
    [InlineData("/api/v1/cases")]
    public void Allows_WhenNoNameIsSet_IsTrueEverywhere(string path) =>
        Assert.True(new SurvivorHost("").Allows("anything.example", path));
}
