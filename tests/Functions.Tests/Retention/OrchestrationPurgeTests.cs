using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Ledger;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Retention;

public sealed class OrchestrationPurgeTests : IAsyncLifetime
{
    private readonly RetentionFixture _f = RetentionFixture.Open();

    public Task InitializeAsync() => _f.OpenCaseAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    private async Task<bool> IsThereAsync(string id) => await _f.Engine.Client.GetInstanceAsync(id) is not null;

    [Fact]
    public async Task RunAsync_WhenAnInstanceEnded_ItsHistoryGoesAMonthAfterTheEndNotAfterTheBeginning()
    {
        await StartAsync("Empty", "short");
        await EndAsync("short");
        await StartAsync("Listen", "long");
        await StartAsync("Listen", "live");
        _f.Time.Advance(RetentionFixture.Month - RetentionFixture.Second);
        await _f.RunAsync();
        Assert.True(await IsThereAsync("short"));
        await _f.Engine.Client.RaiseEventAsync("long", "end", "");
        await EndAsync("long");
        _f.Time.Advance(RetentionFixture.Second);
        await _f.RunAsync();
        Assert.Equal((false, true, true), (await IsThereAsync("short"), await IsThereAsync("long"), await IsThereAsync("live")));
        _f.Time.Advance(RetentionFixture.Month);
        await _f.RunAsync();
        Assert.Equal((false, true), (await IsThereAsync("long"), await IsThereAsync("live")));
        Assert.Equal("live", (await _f.Engine.Client.GetInstanceAsync("live"))!.InstanceId);
        Assert.Equal(1, _f.Stores.Data.Read(session => session.Scalar<long>("SELECT count(DISTINCT n) FROM orchestration_history")));
        Assert.Equal(
            ["orchestration=1", "orchestration=1"],
            (await _f.Get<AgencyLog>().ReadAsync(LogStream.Hub)).Select(entry => entry.Outcome));
    }

    private Task<string> StartAsync(string name, string id) =>
        _f.Engine.Client.ScheduleNewOrchestrationInstanceAsync(
            name, null, new Microsoft.DurableTask.StartOrchestrationOptions(id), default);

    private Task<OrchestrationMetadata> EndAsync(string id) => _f.Engine.Client.WaitForInstanceCompletionAsync(id, false, default);
}
