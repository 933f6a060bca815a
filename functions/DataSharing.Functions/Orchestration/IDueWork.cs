using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Orchestration;

/// <summary>What a capability starts for a mark that was left on a document of its own. Starting may be repeated.</summary>
public interface IDueWork
{
    bool Owns(FoundDocument found);

    Task StartAsync(FoundDocument found, DurableTaskClient client, CancellationToken cancellation);
}
