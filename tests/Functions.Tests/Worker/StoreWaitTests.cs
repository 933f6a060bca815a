using DataSharing.Embedded.Stores;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Tests.Worker;

/// <summary>What the host calls before the store is open.</summary>
public sealed class StoreWaitTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();
    private readonly CapturedLogs _logs = new();
    private readonly EmbeddedStores _stores;
    private readonly StoreGate _gate;
    private int _ran;

    public StoreWaitTests()
    {
        _stores = EmbeddedStores.Open(_directory.Root, _time);
        _gate = new StoreGate(_stores.OpenDocuments, _stores.Journal, _time);
    }

    [Theory]
    [InlineData("timerTrigger")]
    [InlineData("activityTrigger")]
    public async Task Invoke_WhenTheStoreOpensLater_RunsThen(string trigger)
    {
        Task called = CallAsync(trigger);
        Assert.False(called.IsCompleted);
        Assert.Equal(0, _ran);
        await _gate.OpenAsync();
        await called;
        Assert.Equal(1, _ran);
        Assert.Empty(_logs.Entries);
    }

    [Fact]
    public async Task Invoke_WhenTheStoreDoesNotOpen_LeavesATimerOutWithoutAnError()
    {
        Task called = CallAsync("timerTrigger");
        _time.Advance(StoreWait.Patience);
        await called;
        Assert.Equal(0, _ran);
        Assert.Equal(LogLevel.Information, Assert.Single(_logs.Entries).Level);
    }

    [Fact]
    public async Task Invoke_WhenTheStoreDoesNotOpen_RunsAnActivity()
    {
        Task called = CallAsync("activityTrigger");
        _time.Advance(StoreWait.Patience);
        await called;
        Assert.Equal(1, _ran);
    }

    [Fact]
    public async Task Invoke_WhenTheHostGivesUp_LeavesATimerOut()
    {
        using var host = new CancellationTokenSource();
        Task called = CallAsync("timerTrigger", host.Token);
        await host.CancelAsync();
        await called;
        Assert.Equal(0, _ran);
    }

    [Theory]
    [InlineData("httpTrigger")]
    [InlineData("orchestrationTrigger")]
    public async Task Invoke_WhenNothingOfTheStoreIsAsked_DoesNotWait(string trigger)
    {
        await CallAsync(trigger);
        Assert.Equal(1, _ran);
    }

    [Fact]
    public async Task Invoke_WhenTheStoreIsOpen_RunsATimerAtOnce()
    {
        await _gate.OpenAsync();
        await CallAsync("timerTrigger");
        Assert.Equal(1, _ran);
    }

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _directory.Dispose();
    }

    private Task CallAsync(string trigger, CancellationToken cancellation = default) =>
        new StoreWait(
            _gate, _time,
            new LoggerFactory([_logs]).CreateLogger<StoreWait>()).Invoke(FunctionCalls.Of("SomeFunction", trigger, cancellation), _ =>
        {
            _ran++;
            return Task.CompletedTask;
        });
}
