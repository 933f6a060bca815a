using DataSharing.Functions.Sharing;
using DataSharing.Worker.Tests.Support;
using DataSharing.WorkerHost;
using Xunit.Abstractions;

namespace DataSharing.Worker.Tests;

/// <summary><c>kill -9</c> under load: of the worker in the middle of a turn or an activity, and of the whole host.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 5, Lanes = 4, AtOnce = 5, Seed = 20260504;

    [Theory]
    [InlineData("orchestrationTrigger")]
    [InlineData("activityTrigger")]
    public async Task Worker_WhenKilledInTheMiddleOfItsWork_LosesAndDoublesNothing(string trigger)
    {
        await using Services services = await Services.StartAsync();
        var killer = new Killer(trigger, Kills);
        await using FunctionsHost host = await FunctionsHost.StartAsync(services.Options(killer.Invoked));
        killer.Host = host;
        using var api = new Api(host.Address, services.Issuer);
        await api.UntilReadyAsync();
        Sharing[] cases = await OpenAsync(api, Lanes);
        Task killed = killer.RunAsync();
        await Task.WhenAll(cases.Select(one => Task.Run(async () =>
        {
            do
                await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ => await one.DecidedAsync(await one.SubmitAsync())));
            while (!killed.IsCompleted);
        })));
        await killed;
        Assert.Equal(Kills + 1, host.WorkerStarts);
        await AssertWholeAsync(services, cases);
        output.WriteLine($"{Kills} kills, {cases.Sum(one => one.Requests.Count)} requests");
    }

    [Fact]
    public async Task Host_WhenKilled_LeavesItsWorkToTheNextOne()
    {
        await using Services services = await Services.StartAsync();
        Sharing[] cases;
        await using (HostProcess first = await HostProcess.StartAsync(services))
        {
            using var api = new Api(first.Address, services.Issuer);
            await api.UntilReadyAsync();
            cases = await OpenAsync(api, Lanes);
            await Task.WhenAll(cases.SelectMany(one => Enumerable.Range(0, 3).Select(_ => one.SubmitAsync())));
            // In the middle of it all: some are decided, some begun, some waiting.
            await cases[0].DecidedAsync(cases[0].Requests[0]);
            first.Kill();
        }

        await using FunctionsHost next = await FunctionsHost.StartAsync(services.Options());
        using var later = new Api(next.Address, services.Issuer);
        await later.UntilReadyAsync();
        Sharing[] same = [.. cases.Select(one => one.Through(later))];
        await Task.WhenAll(same.SelectMany(one => one.Requests.Select(one.DecidedAsync)));
        await AssertWholeAsync(services, same);
    }

    [Fact]
    public async Task Withdrawal_WhenMadeOnOneOfTwoWorkers_IsInForceOnTheOtherAtOnce()
    {
        await using Services services = await Services.StartAsync();
        await using FunctionsHost one =
            await FunctionsHost.StartAsync(services.Options()), other = await FunctionsHost.StartAsync(services.Options());
        using Api here = new(one.Address, services.Issuer), there = new(other.Address, services.Issuer);
        await here.UntilReadyAsync();
        await there.UntilReadyAsync();
        Sharing[] cases = await OpenAsync(here, Lanes);
        foreach (Sharing sharing in cases)
        {
            // Submitted on both: each does what the other began.
            string[] requests = [await sharing.SubmitAsync(here), await sharing.SubmitAsync(there), await sharing.SubmitAsync(there)];
            await Task.WhenAll(requests.Select(sharing.DecidedAsync));
            (await sharing.CollectAsync(requests[0], there)).Must(200);
            Assert.Empty(await sharing.DefectsAsync(services.Stores));
            await sharing.WithdrawAsync();
            foreach (string request in requests)
                (await sharing.CollectAsync(request, there)).Must(410);
        }
    }

    private static Task<Sharing[]> OpenAsync(Api api, int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => Sharing.OpenAsync(api)));

    private static async Task AssertWholeAsync(Services services, IEnumerable<Sharing> cases)
    {
        foreach (Sharing sharing in cases)
        {
            Assert.Empty(await sharing.DefectsAsync(services.Stores));
            // Each is followed until its release ends, and none has failed.
            foreach (string request in sharing.Requests)
                Assert.Equal("Running", await Wait.UntilAsync(
                    () => Support.Storage.StatusAsync(services.Storage, "DataSharing", SharingRequestOrchestrator.InstanceId(request)),
                    status => status == "Running"));
        }
    }

    /// <summary>Kills the worker when it has just been handed a function of one kind, again and again.</summary>
    private sealed class Killer(string trigger, int times)
    {
        private readonly Random _moments = new(Seed);
        private TaskCompletionSource? _handed;

        public FunctionsHost? Host { private get; set; }

        public void Invoked(WorkerFunction function)
        {
            if (function.TriggerType == trigger)
                Volatile.Read(ref _handed)?.TrySetResult();
        }

        public async Task RunAsync()
        {
            for (int kill = 1; kill <= times; kill++)
            {
                var handed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref _handed, handed);
                await handed.Task.WaitAsync(TimeSpan.FromMinutes(2));
                WorkerProcess worker = Host!.Worker;
                // A moment later, so that it dies before, in and after what the function writes.
                await Task.Delay(_moments.Next(25));
                // It was handed to one that had ended already: nothing was killed.
                if (worker.HasExited)
                {
                    kill--;
                    continue;
                }

                worker.Kill();
                await worker.WaitForExitAsync(TimeSpan.FromMinutes(1));
            }
        }
    }
}
