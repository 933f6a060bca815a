using System.Net;
using DataSharing.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace DataSharing.Functions.Tests.Http;

public sealed class SourceAddressTests
{
    [Theory]
    [InlineData("203.0.113.9", null, "203.0.113.9")]
    [InlineData("203.0.113.9", "198.51.100.1", "203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "198.51.100.1", "203.0.113.9")]
    [InlineData("127.0.0.1", "198.51.100.1", "198.51.100.1")]
    [InlineData("::ffff:127.0.0.1", "198.51.100.1:4711", "198.51.100.1")]
    [InlineData("::1", "192.0.2.66, 198.51.100.1", "198.51.100.1")]
    [InlineData("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::7")]
    [InlineData("127.0.0.1", "2001:db8::7", "2001:db8::7")]
    [InlineData("127.0.0.1", "unknown", "127.0.0.1")]
    [InlineData("127.0.0.1", null, "127.0.0.1")]
    [InlineData(null, "198.51.100.1", "198.51.100.1")]
    public void Of_WhenAProxyOfThisMachineAsks_IsWhomItAnswers(string? peer, string? forwarded, string expected)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = peer is null ? null : IPAddress.Parse(peer);
        if (forwarded is not null)
            http.Request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(IPAddress.Parse(expected), SourceAddress.Of(http.Request));
    }

    [Theory]
    [InlineData("127.0.0.1", "https", true)]
    [InlineData("::ffff:127.0.0.1", "http, HTTPS", true)]
    [InlineData("127.0.0.1", "https, http", false)]
    [InlineData("127.0.0.1", null, false)]
    [InlineData("203.0.113.9", "https", false)]
    [InlineData(null, "https", false)]
    public void IsHttps_WhenAProxyOfThisMachineSaysSo_IsBelieved(string? peer, string? forwarded, bool expected)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = peer is null ? null : IPAddress.Parse(peer);
        if (forwarded is not null)
            http.Request.Headers["X-Forwarded-Proto"] = forwarded;
        Assert.Equal(expected, SourceAddress.IsHttps(http.Request));
    }
}
