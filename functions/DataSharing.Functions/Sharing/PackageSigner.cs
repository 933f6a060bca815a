using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Sharing;

/// <summary>A public key of the hub's signatures, on P-256.</summary>
/// <param name="Id">SHA-256 thumbprint of the key (RFC 7638): the same wherever the key lies and whoever publishes it.</param>
/// <param name="Point">Its coordinates.</param>
/// <param name="SubjectPublicKeyInfo">In DER.</param>
public sealed record SignerKey(string Id, ECPoint Point, byte[] SubjectPublicKeyInfo)
{
    internal static SignerKey Of(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo.Span, out _);
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        // RFC 7638 section 3.2: the required members alone, in this order.
        string canonical =
            $$"""{"crv":"P-256","kty":"EC","x":"{{Base64UrlText.Encode(point.X)}}","y":"{{Base64UrlText.Encode(point.Y)}}"}""";
        string thumbprint = Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
        return new SignerKey(thumbprint, point, subjectPublicKeyInfo.ToArray());
    }

    internal bool Holds(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = Point });
        return key.VerifyHash(digest, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}

/// <summary>
/// The key by which agencies that open their packages themselves know that the hub made them: whoever has an agency's public key
/// could seal for it. Made with the first package or the first question for it. Thread-safe.
/// </summary>
public sealed class PackageSigner(IKeyService keys, FormerSigners former, TimeProvider time) : IDisposable
{
    /// <summary>No name of a registration's key, which begin otherwise.</summary>
    public static readonly KeyName Key = new("signing-packages");

    /// <summary>How long what is published may be older than the key store: nobody who asks must make it work.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private const int Tries = 5;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Published? _published;

    /// <summary>Signs the content of a package: one call to the key store. The caller disposes of the result.</summary>
    /// <exception cref="KeyUnavailableException">The key store cannot be asked now.</exception>
    internal async Task<SignedContent> SignAsync(PackageHeader header, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            PublicKeyInfo current = await CurrentAsync(cancellation);
            var signer = SignerKey.Of(current.SubjectPublicKeyInfo);
            SignedContent? signed = new(header, signer.Id, content.Span);
            try
            {
                SignedDigest signature = await keys.SignAsync(Key, signed.Digest, cancellation);
                // Rotated in between: the header names the former version.
                if (signature.KeyId != current.KeyId)
                    continue;
                signed.Complete(signature.Signature);
                if (_published?.Keys.Any(one => one.Id == signer.Id) != true)
                    _published = null;
                SignedContent result = signed;
                signed = null;
                return result;
            }
            finally
            {
                signed?.Dispose();
            }
        }

        throw new KeyUnavailableException(Key.Name);
    }

    /// <summary>
    /// The public keys of all signatures that shall be believed, by id in a fixed order: those of an installation before this one too.
    /// While the key store does not answer, what it said goes on for an hour.
    /// </summary>
    /// <exception cref="KeyUnavailableException">The key store cannot be asked now.</exception>
    public async Task<IReadOnlyList<SignerKey>> PublicKeysAsync(CancellationToken cancellation)
    {
        if (Recent() is { } known)
            return known.Keys;
        await _turn.WaitAsync(cancellation);
        Published? last = _published;
        long now = time.GetTimestamp();
        try
        {
            if (Recent() is { } meanwhile)
                return meanwhile.Keys;
            IReadOnlyList<SignerKey> all = await FindPublicKeysAsync(cancellation);
            if (all.Count == 0)
                all = [SignerKey.Of((await CurrentAsync(cancellation)).SubjectPublicKeyInfo)];
            _published = new Published(all, Read: now, Asked: now);
            return all;
        }
        catch (Exception silent) when (
            silent is KeyUnavailableException or StoreUnavailableException && last is not null && time.GetElapsedTime(last.Read) < Grace)
        {
            _published = last with { Asked = now };
            return last.Keys;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>As <see cref="PublicKeysAsync"/>, but none where none was made yet, and asked for each time.</summary>
    internal async Task<IReadOnlyList<SignerKey>> FindPublicKeysAsync(CancellationToken cancellation)
    {
        SignerKey[] own = await OwnAsync(cancellation);
        IReadOnlyList<SignerKey> others = await former.ReadAsync(own, cancellation);
        return [.. own.Concat(others).DistinctBy(one => one.Id).OrderBy(one => one.Id, StringComparer.Ordinal)];
    }

    /// <summary>Takes over the keys of the installation that was moved here: what it signed is opened here too.</summary>
    internal async Task AdoptAsync(IReadOnlyList<byte[]> publicKeys, CancellationToken cancellation)
    {
        await CurrentAsync(cancellation);
        await former.WriteAsync(
            publicKeys, async digest => (await keys.SignAsync(Key, digest, cancellation)).Signature, cancellation);
        _published = null;
    }

    public void Dispose() => _turn.Dispose();

    private Published? Recent() => _published is { } known && time.GetElapsedTime(known.Asked) < Fresh ? known : null;

    private async Task<SignerKey[]> OwnAsync(CancellationToken cancellation)
    {
        try
        {
            return [.. (await keys.GetPublicKeysAsync(Key, cancellation)).Select(one => SignerKey.Of(one.SubjectPublicKeyInfo))];
        }
        catch (KeyNotFoundInStoreException)
        {
            return [];
        }
    }

    private async Task<PublicKeyInfo> CurrentAsync(CancellationToken cancellation)
    {
        try
        {
            return await keys.GetPublicKeyAsync(Key, cancellation);
        }
        catch (KeyNotFoundInStoreException)
        {
            await keys.EnsureAsync(Key, KeyKind.Signing, cancellation);
            return await keys.GetPublicKeyAsync(Key, cancellation);
        }
    }

    /// <param name="Read">When the key store said so.</param>
    /// <param name="Asked">When it was asked last.</param>
    private sealed record Published(IReadOnlyList<SignerKey> Keys, long Read, long Asked);
}
