using System.Buffers.Text;
using System.Collections.Concurrent;
using Azure;
using Azure.Security.KeyVault.Secrets;
using DataSharing.Functions.Keys;
using Operation = DataSharing.Functions.Storage.Operation;

namespace DataSharing.Functions.Azure.KeyVault;

/// <summary>
/// Secrets that are made at first use and never change. A vault cannot create conditionally: instances that race each add
/// a version. Which version is the secret is therefore written down once, in the store, where a creation has one winner.
/// </summary>
/// <remarks>
/// The mark holds a version's id, nothing secret. It lies with the data that the secret protects and is restored with it; if
/// it is lost, the current version counts. So nobody adds a version by hand, and the app needs no right to list.
/// </remarks>
internal sealed class VaultSecrets(SecretClient vault, VaultCalls calls, IPartitionStore store) : IDisposable
{
    private static readonly Partition Place = Partition.System("keys");

    private readonly ConcurrentDictionary<string, byte[]> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task<byte[]> GetAsync(string name, CancellationToken cancellation)
    {
        if (_known.TryGetValue(name, out byte[]? known))
            return [.. known];
        await _turn.WaitAsync(cancellation);
        try
        {
            if (!_known.TryGetValue(name, out byte[]? bytes))
                _known[name] = bytes = await FetchAsync(name, null, cancellation);
            return [.. bytes];
        }
        catch (StoreUnavailableException unavailable)
        {
            throw new KeyUnavailableException(name, unavailable);
        }
        catch (KeyNotFoundInStoreException missing)
        {
            // Known to have been made, and gone: making another one would be a different secret.
            throw new KeyUnavailableException(name, missing);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The secret, or null where the vault has none; nothing is made. Asks the vault.</summary>
    public async Task<byte[]?> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            string? version = (await store.ReadAsync<SecretMark>(Place, MarkOf(name), cancellation))?.Value.Version
                ?? await FindVersionAsync(name, cancellation);
            return version is null ? null : await FetchVersionAsync(name, version, cancellation);
        }
        catch (StoreUnavailableException unavailable)
        {
            throw new KeyUnavailableException(name, unavailable);
        }
        catch (KeyNotFoundInStoreException)
        {
            return null;
        }
    }

    /// <summary>Makes the secret with this value if there is none. Whether it is the value that counts now.</summary>
    public async Task<bool> TryPlaceAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            byte[] bytes = _known[name] = await FetchAsync(name, value, cancellation);
            return CryptographicOperations.FixedTimeEquals(bytes, value.Span);
        }
        catch (StoreUnavailableException unavailable)
        {
            throw new KeyUnavailableException(name, unavailable);
        }
        catch (KeyNotFoundInStoreException missing)
        {
            throw new KeyUnavailableException(name, missing);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<byte[]> FetchAsync(string name, ReadOnlyMemory<byte>? value, CancellationToken cancellation)
    {
        return await FetchVersionAsync(name, await ElectAsync(name, value, cancellation), cancellation);
    }

    private async Task<byte[]> FetchVersionAsync(string name, string version, CancellationToken cancellation)
    {
        KeyVaultSecret secret = await calls.RunAsync(
            name, async limit => (await vault.GetSecretAsync(name, version, limit)).Value, cancellation);
        byte[] bytes = new byte[SymmetricKey.Length];
        return Base64Url.IsValid(secret.Value) && Base64Url.TryDecodeFromChars(secret.Value, bytes, out int length)
            && length == bytes.Length
            ? bytes
            : throw new InvalidDataException($"secret {name} does not hold 32 bytes");
    }

    private async Task<string> ElectAsync(string name, ReadOnlyMemory<byte>? value, CancellationToken cancellation)
    {
        string id = MarkOf(name);
        if (await store.ReadAsync<SecretMark>(Place, id, cancellation) is { } mark)
            return mark.Value.Version;
        string candidate = await FindVersionAsync(name, cancellation)
            ?? await MakeAsync(name, value ?? RandomNumberGenerator.GetBytes(SymmetricKey.Length), cancellation);
        // CRASH: a version without a mark is found by the next one who looks, and becomes the secret.
        CommitResult result = await store.CommitAsync(Place, [Operation.Create(id, new SecretMark(candidate))], cancellation);
        if (result.IsCommitted)
            return candidate;
        return (await store.ReadAsync<SecretMark>(Place, id, cancellation))?.Value.Version
            ?? throw new StoreUnavailableException("the mark of a secret");
    }

    private Task<string?> FindVersionAsync(string name, CancellationToken cancellation) => calls.RunAsync<string?>(name, async limit =>
    {
        try
        {
            return (await vault.GetSecretAsync(name, cancellationToken: limit)).Value.Properties.Version;
        }
        catch (RequestFailedException none) when (none.Status == 404)
        {
            return null;
        }
    }, cancellation);

    private Task<string> MakeAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        var secret = new KeyVaultSecret(name, Base64Url.EncodeToString(value.Span));
        secret.Properties.ContentType = "base64url";
        return calls.RunAsync(name, async limit => (await vault.SetSecretAsync(secret, limit)).Value.Properties.Version, cancellation);
    }

    private static string MarkOf(string name) => "secret-" + name;

    private sealed record SecretMark(string Version);
}
