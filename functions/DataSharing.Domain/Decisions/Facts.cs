using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using DataSharing.Domain.Agreements;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Decisions;

/// <summary>What is on record when a decision is made. Immutable; thread safe.</summary>
public sealed record Facts
{
    // By identity; records of the registry are immutable. An entry goes with its object.
    private static readonly ConditionalWeakTable<object, byte[]> Digests = [];

    private string? _digest;

    /// <summary>Empty facts: everything is refused.</summary>
    public Facts()
    {
    }

    // A copy is made to be changed, so it must not carry the digest of its original.
    private Facts(Facts original)
    {
        Case = original.Case;
        Record = original.Record;
        Consents = original.Consents;
        Agreements = original.Agreements;
        Sender = original.Sender;
        Recipient = original.Recipient;
        RecipientPerson = original.RecipientPerson;
    }

    /// <summary>The case; null: there is none behind the reference, or it is not the sender's.</summary>
    public CaseFacts? Case { get; init; }

    /// <summary>What is known of the case's record; null: nothing is on record.</summary>
    public RecordFacts? Record { get; init; }

    /// <summary>Newest version of each consent of the case.</summary>
    public IReadOnlyList<Consent> Consents { get; init; } = [];

    /// <summary>Agreements between sender and recipient.</summary>
    public IReadOnlyList<Agreement> Agreements { get; init; } = [];

    /// <summary>The holder's registration, or null: unknown.</summary>
    public Registration? Sender { get; init; }

    /// <summary>The recipient's registration, or null: unknown.</summary>
    public Registration? Recipient { get; init; }

    /// <summary>The person named in <see cref="SharingRequest.RecipientPerson"/>, or null: unknown or a desk.</summary>
    public Person? RecipientPerson { get; init; }

    /// <summary>
    /// SHA-256 over all facts: <c>sha256:</c> and 64 hex digits. What the registry holds goes in as a digest of its own, so that it
    /// is written out once for as long as the same object is decided on. Computed once and kept.
    /// </summary>
    public string Digest() => _digest ??= "sha256:" + Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(new object?[]
        {
            Case, Record, Consents, Agreements.Select(Digest).ToArray(), Digest(Sender), Digest(Recipient), Digest(RecipientPerson),
        })));

    [return: NotNullIfNotNull(nameof(part))]
    private static byte[]? Digest<T>(T? part)
        where T : class => part is null ? null : Digests.GetValue(
            part, static whole => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes((T)whole)));

    /// <inheritdoc/>
    public bool Equals(Facts? other) => other is not null && Digest() == other.Digest();

    /// <inheritdoc/>
    public override int GetHashCode() => Digest().GetHashCode(StringComparison.Ordinal);
}
