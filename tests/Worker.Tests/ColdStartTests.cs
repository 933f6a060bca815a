using DataSharing.Emulators.Cosmos;
using DataSharing.Worker.Tests.Support;
using DataSharing.WorkerHost;

namespace DataSharing.Worker.Tests;

/// <summary>The host calls timers before the app is in service.</summary>
public sealed class ColdStartTests
{
    [Fact]
    public async Task Timers_WhenTheyRunBeforeTheStoreIsOpen_WaitWithoutAnError()
    {
        await using Services services = await Services.StartAsync();
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Until a timer was called, the database does not answer.
        services.Documents.Faults = _ => called.Task.IsCompleted ? null : new CosmosFault(CosmosFaultAt.Before, 503);
        await using FunctionsHost host = await FunctionsHost.StartAsync(services.Options(function =>
        {
            if (function.TriggerType == "timerTrigger")
                called.TrySetResult();
        }));
        using var api = new Api(host.Address, services.Issuer);
        await Wait.UntilAsync(() => api.GetAsync(null, "ready"), ready => ready.Status == 503);
        await called.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await api.UntilReadyAsync();
        await Wait.UntilAsync(
            () => Task.FromResult(host.Log.Lines), lines => lines.Any(line => line.Message == "In service"));
        Assert.True(host.Log.Errors.Count == 0, string.Join('\n', host.Log.Errors));
        Assert.Equal(1, host.WorkerStarts);
    }
}
