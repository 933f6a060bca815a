using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace DataSharing.Emulators.Vault;

/// <summary>
/// RSA keys for one vault, each different. Making one takes long, so the emulated vaults of a process draw on the same
/// ones: keys of different vaults may be the same, which no vault can see.
/// </summary>
internal sealed class VaultKeyBank
{
    private static readonly ConcurrentDictionary<(int Bits, int Number), Lazy<RSAParameters>> Made = new();

    private int _next;

    public RSA Next(int bits) => RSA.Create(Made.GetOrAdd((bits, Interlocked.Increment(ref _next)), _ => new Lazy<RSAParameters>(() =>
    {
        using var rsa = RSA.Create(bits);
        return rsa.ExportParameters(includePrivateParameters: true);
    })).Value);
}
