using DataSharing.EndToEnd.Tests;

namespace DataSharing.Worker.Tests;

/// <summary>The tour with the app as a worker of Azure Functions, on the Azure adapters.</summary>
public sealed class WorkerTourRun : TourRun
{
    protected override IReadOnlyList<string> More => ["--profile", "azure-local", "--worker"];
}

public sealed class TourTests(WorkerTourRun worker, TourRun local) : IClassFixture<WorkerTourRun>, IClassFixture<TourRun>
{
    [Fact]
    public void Tour_OnTheWorker_HoldsEveryExpectationAndEndsEachRequestTheSame()
    {
        Assert.True(worker.ExitCode == 0, $"exit code {worker.ExitCode}\n{worker.Output}\n{worker.Errors}");
        Assert.True(local.Outcomes.Count >= 12, local.Output);
        Assert.Equal(local.Outcomes, worker.Outcomes);
        Assert.Empty(worker.LeftBehind);
    }
}
