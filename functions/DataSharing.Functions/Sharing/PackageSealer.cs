using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Sharing;

/// <summary>A sealed package whose ciphertext is stored; nobody can open it until its envelope is committed with a release.</summary>
/// <param name="Absent">Paths that passed and are not in it.</param>
/// <param name="OwnKey">The content key is wrapped for the agency's own key, so that we cannot open it any more.</param>
public sealed record StoredPackage(PackageEnvelope Envelope, BlobReference Blob, IReadOnlyList<string> Absent, bool OwnKey);

/// <summary>
/// Reads the record, keeps of it what the decision lets through, signs that where the recipient opens it itself, seals it for the
/// recipient and stores the ciphertext.
/// </summary>
public sealed class PackageSealer(
    RecordReader records, ContentApprovals approvals, PackageWriter writer, References references, IBlobStore blobs, IKeyService keys,
    PackageSigner signer)
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
        Registration recipient = basis.Facts.Recipient!;
        AgencyPublicKey? own = OwnKeyOf(recipient);
        AgencyWrappedKey wrapped = own?.Wrap(key.Reveal().Span)
            ?? new AgencyWrappedKey(await WrapAsync(recipient, key, cancellation), null);
        var header = new PackageHeader(
            wrapped.Key.KeyId, decision.RequestId, decision.Recipient, decision.Pathway,
            decision.ConsentId is { } consent ? string.Create(CultureInfo.InvariantCulture, $"{consent}#{decision.ConsentVersion}") : null,
            decision.PolicyVersion)
        {
            Ephemeral = wrapped.Ephemeral,
            IsSigned = own is { IsElliptic: true } || (own is not null && recipient.SignedPackages),
        };
        // INVARIANT: what is read here and was compared with it is of one version: any change of the case lets the commit fail.
        ApprovedContent? approved = decision.ApprovalId is { } approval
            ? await approvals.OpenAsync(snapshot.Head, approval, cancellation)
                ?? throw new InvalidDataException("the approved content is missing")
            : null;
        PackageText text = writer.Write(basis, decision, handle, expires, await records.ReadAsync(snapshot, cancellation), approved);
        SealedPackage package = await SealAsync(header, text, key, wrapped.Key.EncryptedKey, cancellation);
        string name = BlobNames.NewPackage(decision.RequestId);
        // CRASH: ciphertext without a release: its key was never stored, so it is noise.
        if (!await blobs.CreateAsync(name, package.Body, cancellation))
            throw new IOException("a blob name was taken");
        await given;
        return new StoredPackage(
            package.Envelope, new BlobReference(name, BlobDigest.Of(package.Body.Span), package.Body.Length), text.Absent,
            OwnKey: own is not null);
    }

    /// <summary>Removes the ciphertext of a package that was not released, or has ended. Its key is gone already.</summary>
    public Task DiscardAsync(BlobReference blob) => blobs.DeleteAsync(blob.Name);

    private async Task<SealedPackage> SealAsync(
        PackageHeader header, PackageText text, ContentKey key, byte[] encryptedKey, CancellationToken cancellation)
    {
        try
        {
            if (!header.IsSigned)
                return Jwe.Seal(header, text.Content, key, encryptedKey);
            using SignedContent signed = await signer.SignAsync(header, text.Content, cancellation);
            return Jwe.Seal(header, signed.Text.Span, key, encryptedKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text.Content);
        }
    }

    // Falling back to our own key would break what the agency was promised.
    private static AgencyPublicKey? OwnKeyOf(Registration recipient) => recipient.PublicKeyJwk is { } jwk
        ? AgencyPublicKey.ParseRegistered(jwk).Key ?? throw new InvalidDataException($"the public key of {recipient.Id} is not usable")
        : null;

    private async Task<WrappedKey> WrapAsync(Registration recipient, ContentKey key, CancellationToken cancellation)
    {
        KeyName name = HubKey(recipient.Id);
        try
        {
            return await keys.WrapAsync(name, key.Reveal(), cancellation);
        }
        catch (KeyNotFoundInStoreException)
        {
            await keys.EnsureAsync(name, KeyKind.Wrapping, cancellation);
            return await keys.WrapAsync(name, key.Reveal(), cancellation);
        }
    }
}
