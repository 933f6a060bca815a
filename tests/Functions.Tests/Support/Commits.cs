using DataSharing.Functions.Cases;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Functions.Tests.Support;

/// <summary>Everything that writes a case, over one store: each capability's commits and the ledger under them.</summary>
internal sealed class Commits
{
    public Commits(IPartitionStore store, IStopJournal journal, TimeProvider time, CommitSignal signal, LogSeals? seals = null)
    {
        Ledger = new CaseLedger(store, time, signal, seals);
        Changes = new CaseChanges(Ledger);
        Consents = new ConsentCommits(Ledger, store);
        Releases = new ReleaseCommits(Ledger, store, time);
        Stops = new StopCommits(Ledger, store, journal, time);
        Erasures = new ErasureCommits(Ledger, Stops, journal);
        Stopped = new StoppedReleases(Ledger, Stops, store, time);
    }

    /// <summary>Those of a running app.</summary>
    public Commits(IServiceProvider app)
    {
        Ledger = app.GetRequiredService<CaseLedger>();
        Changes = app.GetRequiredService<CaseChanges>();
        Consents = app.GetRequiredService<ConsentCommits>();
        Releases = app.GetRequiredService<ReleaseCommits>();
        Stops = app.GetRequiredService<StopCommits>();
        Erasures = app.GetRequiredService<ErasureCommits>();
        Stopped = app.GetRequiredService<StoppedReleases>();
    }

    public CaseLedger Ledger { get; }

    public CaseChanges Changes { get; }

    public ConsentCommits Consents { get; }

    public ReleaseCommits Releases { get; }

    public StopCommits Stops { get; }

    public ErasureCommits Erasures { get; }

    public StoppedReleases Stopped { get; }
}
