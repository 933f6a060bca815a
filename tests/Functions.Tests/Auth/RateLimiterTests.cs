using DataSharing.Functions.Auth;
using DataSharing.Functions.Http;
using DataSharing.Functions.OpenApi;
using Microsoft.Extensions.Configuration;

namespace DataSharing.Functions.Tests.Auth;

public sealed class RateLimiterTests
{
    private static readonly ApiOperation Decide = new("Decide", "POST", Routes.Decisions, "");
    private static readonly ApiOperation Submit = new("Submit", "POST", Routes.SharingRequests, "");
    private readonly ManualTime _time = new();
    private readonly RateLimiter _limiter;

    public RateLimiterTests() => _limiter = new RateLimiter(new RateLimits(RateLimits.Defaults), _time);

    [Fact]
    public void Enter_WhenTheBurstIsUsedUp_SaysAfterWhichTimeOneMoreFits()
    {
        Caller caller = Of("agency-1");
        RateLimit limit = RateLimits.Defaults[RateGroup.Decisions];
        for (int i = 0; i < limit.Burst; i++)
            Assert.Null(_limiter.Enter(caller, Decide).Refusal);
        Refusal refused = Refused(caller);
        Assert.Equal(ProblemType.TooManyRequests, refused.Type);
        _time.Advance(refused.RetryAfter!.Value);
        Assert.Null(_limiter.Enter(caller, Decide).Refusal);
        Refused(caller);
    }

    [Fact]
    public void Enter_WhenOneAgencyIsOverItsAllowance_DoesNotTouchAnotherOrAnotherGroup()
    {
        for (int i = 0; i < RateLimits.Defaults[RateGroup.Decisions].Burst; i++)
            Assert.Null(_limiter.Enter(Of("agency-1"), Decide).Refusal);
        Refused(Of("agency-1"));
        Assert.Null(_limiter.Enter(Of("agency-2"), Decide).Refusal);
        Assert.Null(_limiter.Enter(Of("agency-1"), Submit).Refusal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-86_400)]
    [InlineData(-60 * 86_400)]
    [InlineData(60 * 86_400)]
    public void Enter_WhenTheClockIsCorrected_NeitherBlocksNorGives(int seconds)
    {
        Caller caller = Of("agency-1");
        Assert.Null(_limiter.Enter(caller, Decide).Refusal);
        _time.Step(TimeSpan.FromSeconds(seconds));
        for (int i = 1; i < RateLimits.Defaults[RateGroup.Decisions].Burst; i++)
            Assert.Null(_limiter.Enter(caller, Decide).Refusal);
        Assert.InRange(
            Refused(caller).RetryAfter!.Value, TimeSpan.FromTicks(1),
            TimeSpan.FromSeconds(1));
    }

    /// <summary>Whoever asks from ever other networks fills no memory, and gains nothing by it.</summary>
    [Fact]
    public void Enter_WhenMoreNetworksCameThanAreRemembered_ForgetsThoseWhoseAllowanceIsFull()
    {
        RateLimit limit = RateLimits.Defaults[RateGroup.Open];
        var busy = System.Net.IPAddress.Parse("192.0.2.1");
        for (int i = 0; i <= 50_000; i++)
            Assert.Null(_limiter.Enter(new System.Net.IPAddress([10, (byte)(i >> 8), (byte)i, 1])).Refusal);
        _time.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < limit.Burst; i++)
            Assert.Null(_limiter.Enter(busy).Refusal);
        Assert.InRange(_limiter.Remembered, 1, 2);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(_limiter.Enter(System.Net.IPAddress.Parse("198.51.100.1")).Refusal);
        for (int i = 0; i < 2 * limit.PerMinute / 60; i++)
            Assert.Null(_limiter.Enter(busy).Refusal);
        Assert.Equal(ProblemType.TooManyRequests, _limiter.Enter(busy).Refusal?.Type);
    }

    [Fact]
    public void Enter_WhenItStopsSharing_IsOutsideEveryAllowance()
    {
        Caller caller = Of("agency-1");
        var stop = new ApiOperation("Stop", "POST", Routes.Decisions, "") { Stops = true };
        for (int i = 0; i < 10 * RateLimits.Defaults[RateGroup.Decisions].Burst; i++)
            Assert.Null(_limiter.Enter(caller, stop).Refusal);
        // Nor does it use up anything.
        Assert.Null(_limiter.Enter(caller, Decide).Refusal);
    }

    [Fact]
    public void Operations_ThatStopSharing_AreMarkedAsSuch()
    {
        string[] marked = [.. OperationCatalogue.All.Where(operation => operation.Stops).Select(operation => operation.Id)
            .Order(StringComparer.Ordinal)];
        Assert.Superset(
            new HashSet<string> { "CloseCase", "EndAgreement", "RevokeConsent", "SuspendRegistration", "WithdrawConsent", "WithdrawContentApproval", "WithdrawEverything" },
            marked.ToHashSet());
        // Whoever adds a door adds the mark.
        ApiOperation[] doors = [.. OperationCatalogue.All.Where(
            operation => operation.Method == "POST"
                && System.Text.RegularExpressions.Regex.IsMatch(
                    operation.Route, "/(withdrawals?|revocations?|suspensions?|endings?|closings?)$"))];
        Assert.Contains(doors, door => door.Route == Routes.Withdrawals);
        Assert.All(doors, door => Assert.True(door.Stops, door.Id));
    }

    [Fact]
    public void Enter_AfterALongPause_GivesTheBurstAndNoMore()
    {
        _time.Advance(TimeSpan.FromDays(1));
        int entered = 0;
        while (entered < 1000 && _limiter.Enter(Of("agency-1"), Decide).Refusal is null)
            entered++;
        Assert.Equal(RateLimits.Defaults[RateGroup.Decisions].Burst, entered);
    }

    [Theory]
    [InlineData("RateLimits:Decisions:Burst", "0")]
    [InlineData("RateLimits:Submit:PerMinute", "many")]
    [InlineData("RateLimits:Nonsense:Burst", "5")]
    public void Read_WhenASettingIsUnusable_NamesIt(string name, string value)
    {
        IConfiguration settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [name] = value })
            .Build();
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => RateLimits.Read(settings));
        Assert.Contains(
            name.Contains("Nonsense", StringComparison.Ordinal) ? "RateLimits:Nonsense" : name, refused.Message, StringComparison.Ordinal);
    }

    private Refusal Refused(Caller caller)
    {
        Refusal? refused = _limiter.Enter(caller, Decide).Refusal;
        Assert.NotNull(refused);
        return refused;
    }

    private static Caller Of(string agency) => new("reg-1", agency, "SHELT", "worker-1", new HashSet<string>());
}
