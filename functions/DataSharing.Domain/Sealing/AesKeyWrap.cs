using System.Buffers.Binary;

namespace DataSharing.Domain.Sealing;

/// <summary>
/// Wraps a key with AES. The platform has the padded form alone (RFC 5649), which gives other bytes than JOSE wants.
/// Source: RFC 3394 section 2.2.1; RFC 7518 section 4.4.
/// </summary>
internal static class AesKeyWrap
{
    private const int Half = 8;
    private const ulong InitialValue = 0xA6A6A6A6A6A6A6A6;

    /// <param name="wrapping">128, 192 or 256 bits.</param>
    /// <param name="key">Two or more halves of a block: a multiple of 8 bytes, 16 at least.</param>
    /// <returns>8 bytes more than the key. Equal keys give equal bytes, so that the wrapping key must wrap no other.</returns>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public static byte[] Wrap(ReadOnlySpan<byte> wrapping, ReadOnlySpan<byte> key)
    {
        if (key.Length < 2 * Half || key.Length % Half != 0)
            throw new ArgumentException("a key to wrap is a multiple of 8 bytes long, and 16 at least", nameof(key));
        using var aes = Aes.Create();
        aes.SetKey(wrapping);
        byte[] wrapped = [.. new byte[Half], .. key];
        Span<byte> block = stackalloc byte[2 * Half];
        ulong check = InitialValue;
        ulong step = 0;
        for (int round = 0; round < 6; round++)
        {
            for (int at = Half; at < wrapped.Length; at += Half)
            {
                BinaryPrimitives.WriteUInt64BigEndian(block, check);
                wrapped.AsSpan(at, Half).CopyTo(block[Half..]);
                aes.EncryptEcb(block, block, PaddingMode.None);
                check = BinaryPrimitives.ReadUInt64BigEndian(block) ^ ++step;
                block[Half..].CopyTo(wrapped.AsSpan(at, Half));
            }
        }

        BinaryPrimitives.WriteUInt64BigEndian(wrapped, check);
        return wrapped;
    }
}
