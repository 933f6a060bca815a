using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DataSharing.Domain.Sealing;

/// <summary>
/// The name under which a delivery without personal data speaks of a case: fresh and random for each delivery, so that
/// two recipients, or one recipient twice, cannot join what they received. Only the holder's record links it back.
/// </summary>
/// <param name="Value">Sixteen characters of base 32 in groups of four: 80 bits.</param>
public readonly record struct DeliveryHandle(string Value)
{
    /// <summary>A new random handle; it is derived from nothing.</summary>
    public static DeliveryHandle Create()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        var high = Crockford32.Encode(BinaryPrimitives.ReadUInt64BigEndian(random), 8);
        var low = Crockford32.Encode(BinaryPrimitives.ReadUInt64BigEndian(random[8..]), 8);
        return new($"{high[..4]}-{high[4..]}-{low[..4]}-{low[4..]}");
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
