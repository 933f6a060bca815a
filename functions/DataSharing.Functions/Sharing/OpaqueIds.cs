using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// Ids that follow from what they name and from a secret outside the database: the same after a crash, and not to be
/// guessed from what is public.
/// </summary>
public sealed class OpaqueIds(IKeyService keys)
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    internal static readonly KeyName Secret = new("opaque-ids");
    private byte[]? _secret;

    /// <summary>26 lower-case letters and digits, 128 bits.</summary>
    public async ValueTask<string> OfAsync(string kind, params string[] parts)
    {
        byte[] mac = await MacAsync(kind, parts);
        return string.Create(26, mac, static (text, bytes) =>
        {
            for (int i = 0; i < text.Length; i++)
                text[i] = Digits[Bits(bytes, i * 5)];
        });
    }

    internal async ValueTask<byte[]> MacAsync(string kind, params string[] parts)
    {
        // Made once and the same ever after; two threads that ask at first get equal bytes.
        byte[] secret = _secret ??= await keys.GetSecretAsync(Secret, CancellationToken.None);
        // Lengths first, so that no two lists of parts have the same bytes.
        string text = kind + "\n" + string.Concat(parts.Select(part => $"{part.Length}:{part}"));
        return HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text));
    }

    private static int Bits(byte[] bytes, int at) => ((bytes[at / 8] << 8) | bytes[(at / 8) + 1]) >> (11 - (at % 8)) & 31;
}
