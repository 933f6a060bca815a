using Azure;
using Azure.Security.KeyVault.Secrets;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Azure.KeyVault;

/// <summary>
/// How far the stop journal reached, as a secret of the hub's vault: not that it were secret, but there the app may write and
/// no restore of data or journal reaches. Each writing is a version; a timer writes, not every stop.
/// </summary>
internal sealed class VaultJournalWitness(SecretClient vault, VaultCalls calls) : IJournalWitness
{
    private const string Name = "stop-journal-end";

    public Task<string?> ReadAsync(CancellationToken cancellation = default) =>
        AskAsync(limit => calls.RunAsync<string?>(Name, async bounded =>
    {
        try
        {
            return (await vault.GetSecretAsync(Name, cancellationToken: bounded)).Value.Value;
        }
        catch (RequestFailedException none) when (none.Status == 404)
        {
            return null;
        }
    }, limit), cancellation);

    public Task WriteAsync(string position, CancellationToken cancellation = default) =>
        AskAsync(
            limit => calls.RunAsync(Name, async bounded => (await vault.SetSecretAsync(Name, position, bounded)).Value.Name, limit),
            cancellation);

    private static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await call(cancellation);
        }
        catch (KeyUnavailableException unavailable)
        {
            throw new StoreUnavailableException("the vault did not answer: the end of the stop journal", unavailable);
        }
    }
}
