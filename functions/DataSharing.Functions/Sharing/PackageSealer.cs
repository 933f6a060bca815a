using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Sharing;

/// <summary>A sealed package whose ciphertext is stored; nobody can open it until its envelope is committed with a release.</summary>
/// <param name="Absent">Paths that passed and are not in it.</param>
/// <param name="OwnKey">The content key is wrapped for the agency's own key, so that we cannot open it any more.</param>
public sealed record StoredPackage(PackageEnvelope Envelope, BlobReference Blob, IReadOnlyList<string> Absent, bool OwnKey);

/// <summary>
/// Reads the record, keeps of it what the decision lets through, seals that for the recipient and stores the ciphertext.
/// </summary>
public sealed class PackageSealer(
    RecordReader records, ContentApprovals approvals, PackageWriter writer, References references, IBlobStore blobs, IKeyService keys)
{
    /// <summary>Name of the hub's key for packages to one registration.</summary>
    public static KeyName HubKey(RegistrationId registration) => new("package-" + registration);

    /// <param name="expires">End of the release, exclusive; travels in the package.</param>
    public async Task<StoredPackage> SealAsync(
        DecisionBasis basis, Decision decision, DateTimeOffset expires, CancellationToken cancellation = default)
    {
        CaseSnapshot snapshot = basis.Case ?? throw new InvalidOperationException("a release needs a case");
        DeliveryHandle handle = await references.HandleOfAsync(decision.RequestId);
        Task given = references.GiveAsync(handle.Value, snapshot.Head.CaseId, decision.Sender, decision.Recipient);
        using var key = ContentKey.Create();
        (WrappedKey wrapped, bool ownKey) = await WrapAsync(basis.Facts.Recipient!, key, cancellation);
        var header = new PackageHeader(
            wrapped.KeyId, decision.RequestId, decision.Recipient, decision.Pathway,
            decision.ConsentId is { } consent ? string.Create(CultureInfo.InvariantCulture, $"{consent}#{decision.ConsentVersion}") : null,
            decision.PolicyVersion);
        // INVARIANT: what is read here and was compared with it is of one version: any change of the case lets the commit fail.
        ApprovedContent? approved = decision.ApprovalId is { } approval
            ? await approvals.OpenAsync(snapshot.Head, approval, cancellation)
                ?? throw new InvalidDataException("the approved content is missing")
            : null;
        PackageText text = writer.Write(basis, decision, handle, expires, await records.ReadAsync(snapshot, cancellation), approved);
        SealedPackage package = Jwe.Seal(header, text.Content, key, wrapped.EncryptedKey);
        CryptographicOperations.ZeroMemory(text.Content);
        string name = BlobNames.NewPackage(decision.RequestId);
        // CRASH: ciphertext without a release: its key was never stored, so it is noise.
        if (!await blobs.CreateAsync(name, package.Body, cancellation))
            throw new IOException("a blob name was taken");
        await given;
        return new StoredPackage(
            package.Envelope, new BlobReference(name, BlobDigest.Of(package.Body.Span), package.Body.Length), text.Absent, ownKey);
    }

    /// <summary>Removes the ciphertext of a package that was not released, or has ended. Its key is gone already.</summary>
    public Task DiscardAsync(BlobReference blob) => blobs.DeleteAsync(blob.Name);

    private async Task<(WrappedKey Wrapped, bool OwnKey)> WrapAsync(Registration recipient, ContentKey key, CancellationToken cancellation)
    {
        if (recipient.PublicKeyJwk is { } jwk)
        {
            (AgencyPublicKey? own, _) = AgencyPublicKey.Parse(jwk);
            // Falling back to our own key would break what the agency was promised.
            return ((own
                ?? throw new InvalidDataException($"the public key of {recipient.Id} is not usable")).Wrap(key.Reveal().Span), true);
        }

        KeyName name = HubKey(recipient.Id);
        try
        {
            return (await keys.WrapAsync(name, key.Reveal(), cancellation), false);
        }
        catch (KeyNotFoundInStoreException)
        {
            await keys.EnsureAsync(name, KeyKind.Wrapping, cancellation);
            return (await keys.WrapAsync(name, key.Reveal(), cancellation), false);
        }
    }
}
