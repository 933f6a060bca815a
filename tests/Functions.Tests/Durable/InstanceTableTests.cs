using DataSharing.Embedded.Durable;
using DurableTask.Core;

namespace DataSharing.Functions.Tests.Durable;

/// <summary>What is in memory alone when the engine stops.</summary>
public sealed class InstanceTableTests
{
    [Fact]
    public async Task Close_WhenAnAnswerCameDuringATurn_WaitsForTheTurnThatTakesItUp()
    {
        var table = new InstanceTable(0);
        table.Open([], 0);
        table.Post(1, "one", null);
        Assert.True(table.Ready.TryRead(out LiveInstance? instance));
        Assert.Empty(table.Take(instance));
        table.Post(1, "one", new TaskMessage());

        Task closed = table.CloseAsync();
        table.Release(instance, finished: false);

        Assert.False(closed.IsCompleted);
        Assert.True(table.Ready.TryRead(out LiveInstance? again));
        Assert.Single(table.Take(again));
        table.Release(again, finished: false);
        await closed;
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public async Task Close_WhenNothingCame_EndsWithTheTurn()
    {
        var table = new InstanceTable(0);
        table.Open([], 0);
        table.Post(1, "one", null);
        Assert.True(table.Ready.TryRead(out LiveInstance? instance));
        table.Take(instance);

        Task closed = table.CloseAsync();
        table.Post(1, "one", new TaskMessage());
        Assert.False(closed.IsCompleted);
        table.Release(instance, finished: false);

        await closed;
        Assert.False(table.Ready.TryRead(out _));
    }
}
