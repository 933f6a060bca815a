using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Move;

/// <summary>
/// The public key that an export is made for: made in the target's key store, carried to the source as a JSON Web Key.
/// Whoever carries it compares its thumbprint on both sides, or somebody else's key could stand in its place.
/// </summary>
public static class TransferKey
{
    /// <summary>Makes the key if there is none. The text is for the source's <c>--for</c>.</summary>
    public static async Task<(string Jwk, string Thumbprint)> MakeAsync(IKeyService keys, CancellationToken cancellation = default)
    {
        await keys.EnsureAsync(Moved.TransferKey, KeyKind.Wrapping, cancellation);
        PublicKeyInfo info = await keys.GetPublicKeyAsync(Moved.TransferKey, cancellation);
        RSAParameters rsa = info.ToRsaParameters();
        string jwk = JsonSerializer.Serialize(new
        {
            kty = "RSA",
            use = "enc",
            alg = PackageHeader.RsaAlgorithm,
            kid = info.KeyId,
            e = Base64UrlText.Encode(rsa.Exponent!),
            n = Base64UrlText.Encode(rsa.Modulus!),
        });
        return (jwk, Read(jwk, "the transfer key").Thumbprint);
    }

    /// <summary>Reads what <see cref="MakeAsync"/> made.</summary>
    /// <exception cref="MoveException">It is no such key; the message names <paramref name="source"/>.</exception>
    public static AgencyPublicKey Read(string jwk, string source)
    {
        (AgencyPublicKey? key, AgencyKeyRefusal? refusal) = AgencyPublicKey.Parse(jwk);
        // INVARIANT: made by another installation's key store, which makes RSA; what is wrapped for it needs nothing beside.
        return key is { IsElliptic: true }
            ? throw new MoveException($"{source}: a transfer key is RSA")
            : key ?? throw new MoveException($"{source}: {refusal!.Message}");
    }

    /// <summary>As <see cref="Read"/>, from a file.</summary>
    public static async Task<AgencyPublicKey> ReadFileAsync(string path, CancellationToken cancellation = default) =>
        Read(System.Text.Encoding.UTF8.GetString(await MoveFiles.ReadAsync(path, cancellation)), path);
}
