namespace DataSharing.Functions.Sharing;

/// <summary>What a reference stands for.</summary>
public sealed record ReferenceDocument(CaseId CaseId, RegistrationId Holder, RegistrationId GivenTo, DateTimeOffset Since);

/// <summary>
/// References by which one agency, and no other, can ask a holder about a case: handles of deliveries and hand-over codes.
/// Stored as a keyed hash over the agency and the reference, so that the table tells nothing and a reference that was given
/// to somebody else is simply not there.
/// </summary>
public sealed class References(IPartitionStore store, OpaqueIds ids, TimeProvider time)
{
    private const string DocumentId = "reference";
    private const string Asked = "asked-reference";
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The handle of a delivery: another one for each, the same when the delivery is tried again.</summary>
    public async ValueTask<DeliveryHandle> HandleOfAsync(RequestId releaseId) =>
        new(Grouped(await ids.MacAsync("delivery-handle", releaseId)));

    /// <summary>The hand-over code of one issuing; a repeat of the issuing gets the same.</summary>
    public async ValueTask<string> CodeOfAsync(string issuingId) => Grouped(await ids.MacAsync("hand-over-code", issuingId));

    /// <summary>Makes a reference usable. Repeating is harmless.</summary>
    public async Task GiveAsync(string reference, CaseId caseId, RegistrationId holder, RegistrationId recipient)
    {
        var given = new ReferenceDocument(caseId, holder, recipient, time.GetUtcNow());
        // CRASH: a reference without its delivery is known to nobody. Found by itself first: none may be usable by which nobody finds
        // who else tries it.
        await store.CommitAsync(await PlaceAsync(reference), Operation.Create(DocumentId, given));
        await store.CommitAsync(await PlaceAsync(recipient, reference), Operation.Create(DocumentId, given));
    }

    /// <summary>
    /// The case behind a reference; null when it was not given to that agency or is another holder's. One read either way.
    /// </summary>
    public async Task<CaseId?> FindCaseAsync(string reference, RegistrationId holder, RegistrationId asker, CancellationToken cancellation)
    {
        ReferenceDocument? found = (await store.ReadAsync<ReferenceDocument>(
            await PlaceAsync(asker, reference), DocumentId, cancellation))?.Value;
        return found?.Holder == holder ? found.CaseId : null;
    }

    /// <summary>
    /// What a reference stands for, whoever it was given to; null: for nothing. Never on the way of an answer to an asker
    ///
    /// </summary>
    internal async Task<ReferenceDocument?> FindAnybodysAsync(string reference, CancellationToken cancellation) =>
        (await store.ReadAsync<ReferenceDocument>(await PlaceAsync(reference), DocumentId, cancellation))?.Value;

    /// <summary>
    /// The reference as one request asked with it, under a key that follows from the hub's secret: the database alone opens it
    /// to nobody.
    /// </summary>
    internal async ValueTask<byte[]> SealAsync(RequestId requestId, string reference)
    {
        using var key = new CaseKey(await ids.MacAsync(Asked));
        return RecordCipher.Seal(key, BindingOf(requestId), Encoding.UTF8.GetBytes(Canonical(reference)));
    }

    /// <exception cref="SealingException">It is not what <see cref="SealAsync"/> made for this request.</exception>
    internal async ValueTask<string> OpenAsync(RequestId requestId, byte[] box)
    {
        using var key = new CaseKey(await ids.MacAsync(Asked));
        return Encoding.UTF8.GetString(RecordCipher.Open(key, BindingOf(requestId), box));
    }

    private static RecordBinding BindingOf(RequestId requestId) => new(Asked, requestId, 1);

    private async ValueTask<Partition> PlaceAsync(string reference) =>
        Partition.Link("any-" + await ids.OfAsync("any-reference", Canonical(reference)));

    private async ValueTask<Partition> PlaceAsync(RegistrationId recipient, string reference) =>
        Partition.Link("ref-" + await ids.OfAsync("reference", recipient, Canonical(reference)));

    /// <summary>Whether a text can be a reference at all, however it was typed. Says nothing about any case.</summary>
    public static bool CanBe(string reference) => TypedCode.ReadReference(reference) is not null;

    private static string Canonical(string reference) => TypedCode.ReadReference(reference)
        ?? throw new ArgumentException("a reference is sixteen digits", nameof(reference));

    // Sixteen digits of five bits: 80 bits, and only its agency can use it.
    private static string Grouped(byte[] mac) => string.Create(19, mac, static (text, bytes) =>
    {
        for (int i = 0, digit = 0; i < text.Length; i++)
            text[i] = i % 5 == 4 ? '-' : Alphabet[bytes[digit++] & 31];
    });
}
