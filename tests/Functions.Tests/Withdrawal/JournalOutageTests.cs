using System.Collections.Concurrent;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>The stop-and-erase journal is away while somebody stops, and longer than anything that follows the stop up.</summary>
public sealed class JournalOutageTests : IAsyncLifetime
{
    private readonly Outage _journal = new();
    private TestApp _app = null!;

    public async Task InitializeAsync() =>
        _app = await TestApp.StartAsync(replace: services => services.AddSingleton<IStopJournal>(_journal));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Stop_WhenTheJournalIsAwayUntilEverythingIsDone_IsJournaledWhenItIsBack()
    {
        string caseId = await _app.OpenCaseAsync();
        StopReceipt receipt = (await _app.Get<StopSharing>().CommitAsync(new(caseId, StopTarget.Everything, new("code", LogActor.Survivor)), default))!;
        await WorkAsync();
        WithdrawalDocument done = await Wait.UntilAsync(
            () => FindAsync(caseId, receipt), one => one.State == WithdrawalState.Completed);
        Assert.False(done.Journaled);
        await WorkAsync();
        Assert.NotNull((await FindAsync(caseId, receipt)).WorkflowDue);
        Assert.Empty(_journal.Entries);

        _journal.IsOver = true;
        await WorkAsync();
        await Wait.UntilAsync(() => FindAsync(caseId, receipt), one => one is { Journaled: true, WorkflowDue: null });
        // The host's own timer may have been at it too; replaying an entry twice is harmless.
        Assert.Equal([receipt.WithdrawalId], _journal.Entries.Select(entry => entry.Id).Distinct());
    }

    [Fact]
    public async Task StopAgain_WhenTheJournalIsAway_IsAStopOfItsOwnThatIsJournaledLater()
    {
        string caseId = await _app.OpenCaseAsync();
        _journal.IsOver = true;
        StopReceipt first = await StopAsync(), again = await StopAsync();
        Assert.True(again.IsRepeat);
        Assert.Equal(2, _journal.Entries.Select(entry => entry.Id).Distinct().Count());
        _journal.IsOver = false;
        StopReceipt third = await StopAsync();
        Assert.False(third.IsRepeat);
        Assert.NotEqual(first.WithdrawalId, third.WithdrawalId);
        _journal.IsOver = true;
        await WorkAsync();
        await Wait.UntilAsync(() => FindAsync(caseId, third), one => one.Journaled);
        Assert.Contains(third.WithdrawalId.Value, _journal.Entries.Select(entry => entry.Id));

        async Task<StopReceipt> StopAsync() =>
            (await _app.Get<StopSharing>().CommitAsync(new(caseId, StopTarget.Everything, new("code", LogActor.Survivor)), default))!;
    }

    [Fact]
    public Task Start_WhenTheEngineDoesNotAnswer_IsLeftToTheTimer() =>
        Workflows.StartAsync(BrokenEngine.Hanging(), WithdrawalStart.Orchestration, "one", "input", patience: TimeSpan.Zero);

    private async Task WorkAsync()
    {
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        await ActivatorUtilities.CreateInstance<StartDueWork>(_app.Services).RunAsync(_app.Durable);
    }

    private async Task<WithdrawalDocument> FindAsync(string caseId, StopReceipt receipt) =>
        (await _app.Store.ReadAsync<WithdrawalDocument>(Partition.Case(caseId), CaseIds.Withdrawal(receipt.WithdrawalId)))!.Value;

    private sealed class Outage : IStopJournal
    {
        public bool IsOver { get; set; }

        public ConcurrentQueue<StopEntry> Entries { get; } = [];

        public Task AppendAsync(StopEntry entry, CancellationToken cancellation = default)
        {
            if (!IsOver)
                throw new StoreUnavailableException("away");
            Entries.Enqueue(entry);
            return Task.CompletedTask;
        }

        public Task<JournalPage> ReadAsync(string? position = null, CancellationToken cancellation = default) =>
            Task.FromResult(new JournalPage([.. Entries], Entries.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }
}
