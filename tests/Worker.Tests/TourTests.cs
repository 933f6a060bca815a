using DataSharing.Emulators.Blobs;

namespace DataSharing.Worker.Tests;

/// <summary>
/// The tour with the app as a worker of Azure Functions, on the Azure adapters; what Durable Functions stored stays to be
/// looked at.
/// </summary>
public sealed class WorkerTourRun : TourRun
{
    private AzuriteProcess? _account;

    /// <summary>What Durable Functions keeps, at the end of the tour.</summary>
    public IReadOnlyList<(string Place, byte[] Bytes)> Stored { get; private set; } = [];

    protected override IReadOnlyList<string> More => ["--profile", "azure-local", "--worker"];

    protected override IReadOnlyDictionary<string, string> Variables =>
        new Dictionary<string, string> { ["AzureWebJobsStorage"] = _account!.ConnectionString! };

    public override async Task InitializeAsync()
    {
        _account = await AzuriteProcess.StartAccountAsync();
        await base.InitializeAsync();
        Stored = await Support.Storage.ReadAllAsync(_account.ConnectionString!);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_account is not null)
            await _account.DisposeAsync();
    }
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

    [Theory]
    [InlineData("adult")]
    [InlineData("child")]
    public void Tour_OnTheWorker_LeavesNoValueOfARecordWithDurableFunctions(string record)
    {
        // Shorter ones turn up by chance among encoded bytes.
        string[] values = [.. TourRun.Telling(record).Where(value => value.Length > 5)];
        Assert.True(values.Length > 5, "the record lost the fields that tell who she is");
        Assert.Contains(worker.Stored, one => one.Place.EndsWith("History", StringComparison.Ordinal));
        Assert.Contains(worker.Stored, one => one.Place.EndsWith("Instances", StringComparison.Ordinal));
        Assert.All(worker.Stored, one => Assert.True(Leaks.In(one.Bytes, values) is [], $"{one.Place} holds a value of the record"));
    }
}
