using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;
using Moq.Language.Flow;

namespace DataSharing.Functions.Tests.Support;

/// <summary>Engines that start nothing.</summary>
internal static class BrokenEngine
{
    /// <summary>Fails at each start.</summary>
    public static DurableTaskClient Failing() => Of(start => start.ThrowsAsync(new IOException("the engine does not answer")));

    /// <summary>Never answers.</summary>
    public static DurableTaskClient Hanging() => Of(start => start.Returns(
        async (TaskName _, object? _, StartOrchestrationOptions? _, CancellationToken cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return "";
        }));

    private static DurableTaskClient Of(Action<ISetup<DurableTaskClient, Task<string>>> starting)
    {
        var engine = new Mock<DurableTaskClient>(MockBehavior.Strict, "broken");
        starting(engine.Setup(one => one.ScheduleNewOrchestrationInstanceAsync(
            It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>())));
        return engine.Object;
    }
}
