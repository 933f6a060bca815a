using System.Buffers.Binary;

namespace DataSharing.Domain.Sealing;

/// <summary>What an encrypted record is bound to: moved to another case, record or version it does not open.</summary>
/// <param name="Case">Opaque case id.</param>
/// <param name="Record">Opaque record id.</param>
/// <param name="Version">Version of the record, from 1.</param>
public sealed record RecordBinding(string Case, string Record, long Version);

/// <summary>
/// Encrypts records at rest: AES-256-GCM with a key per case. Layout: format (1 byte, value 1), nonce (12), ciphertext,
/// tag (16). Pure and thread-safe.
/// </summary>
/// <remarks>
/// The nonce is random, because writers on several instances share a case's key and none can count for all. NIST SP
/// 800-38D section 8.3 allows 2^32 encryptions under one key with random 96-bit nonces (collision below 2^-32); a
/// case would have to be saved every second for 136 years. <see cref="WriteBound"/> is what a writer may check against
/// the record's version.
/// </remarks>
public static class RecordCipher
{
    /// <summary>Most encryptions allowed under one case key: 2^32.</summary>
    public const long WriteBound = 1L << 32;

    private const byte Format = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = 1 + NonceLength + TagLength;

    /// <summary>Encrypts one version of a record.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is below 1 or beyond <see cref="WriteBound"/>.</exception>
    public static byte[] Seal(CaseKey key, RecordBinding binding, ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(binding.Version, 1, nameof(binding));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(binding.Version, WriteBound, nameof(binding));
        byte[] box = GC.AllocateUninitializedArray<byte>(Overhead + content.Length);
        box[0] = Format;
        Span<byte> nonce = box.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(key.Reveal().Span, TagLength);
        gcm.Encrypt(
            nonce, content, box.AsSpan(1 + NonceLength, content.Length), box.AsSpan(box.Length - TagLength),
            AdditionalData(binding));
        return box;
    }

    /// <summary>Decrypts a record that was sealed with the same key and binding.</summary>
    /// <exception cref="SealingException">Unknown format, too short, or altered, or bound to something else.</exception>
    public static byte[] Open(CaseKey key, RecordBinding binding, ReadOnlySpan<byte> box)
    {
        if (box.Length < Overhead)
            throw new SealingException(SealingFailure.WrongLength);
        if (box[0] != Format)
            throw new SealingException(SealingFailure.Malformed);
        byte[] content = GC.AllocateUninitializedArray<byte>(box.Length - Overhead);
        using var gcm = new AesGcm(key.Reveal().Span, TagLength);
        try
        {
            gcm.Decrypt(
                box.Slice(1, NonceLength), box[(1 + NonceLength)..^TagLength], box[^TagLength..], content,
                AdditionalData(binding));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SealingException(SealingFailure.TagMismatch);
        }
        return content;
    }

    // Each text is preceded by its length, so that no two bindings have the same bytes.
    private static byte[] AdditionalData(RecordBinding binding)
    {
        Span<byte> version = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(version, binding.Version);
        return [.. Labelled.Bytes("datasharing/record/1", binding.Case, binding.Record), .. version];
    }
}
