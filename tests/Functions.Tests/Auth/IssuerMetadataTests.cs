using DataSharing.Functions.Auth;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace DataSharing.Functions.Tests.Auth;

public sealed class IssuerMetadataTests
{
    private readonly ManualTime _time = new();
    private int _made;

    [Theory]
    [InlineData(-1)]
    [InlineData(-60)]
    public void Manager_WhenTheClockIsSetBack_ReadsTheIssuersKeysAnewOnce(int days)
    {
        IssuerMetadata issuer = Issuer();
        BaseConfigurationManager first = issuer.Manager;
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Same(first, issuer.Manager);
        _time.Step(TimeSpan.FromDays(days));
        BaseConfigurationManager second = issuer.Manager;
        Assert.NotSame(first, second);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Same(second, issuer.Manager);
        Assert.Equal(2, _made);
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(86_400)]
    public void Manager_WhenTheClockIsCorrectedALittleOrForward_StaysTheSame(int seconds)
    {
        IssuerMetadata issuer = Issuer();
        BaseConfigurationManager first = issuer.Manager;
        _time.Step(TimeSpan.FromSeconds(seconds));
        Assert.Same(first, issuer.Manager);
    }

    private IssuerMetadata Issuer() => new(
        () =>
        {
            _made++;
            return (new StaticConfigurationManager<OpenIdConnectConfiguration>(new OpenIdConnectConfiguration()), "api");
        },
        _time);
}
