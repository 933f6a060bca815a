namespace DataSharing.Domain.Sealing;

/// <summary>
/// Seals and opens packages as JWE, <c>A256GCM</c> with a content key that is wrapped elsewhere: with <c>RSA-OAEP-256</c> (the key
/// port) or <see cref="KeyAgreement"/>. Pure and thread-safe. Source: RFC 7516 sections 5.1, 5.2 and 7.1; RFC 7518 sections 4.3 and
/// 5.3.
/// </summary>
public static class Jwe
{
    /// <summary>Encrypts <paramref name="content"/> under a key that was made for this package and seals nothing else.</summary>
    /// <param name="header">What the package says about itself; authenticated, not encrypted.</param>
    /// <param name="content">The content in clear; not kept.</param>
    /// <param name="key">A fresh key; the caller disposes it after this call.</param>
    /// <param name="encryptedKey">That key as the key port wrapped it for <see cref="PackageHeader.KeyId"/>.</param>
    public static SealedPackage Seal(
        PackageHeader header, ReadOnlySpan<byte> content, ContentKey key, byte[] encryptedKey) =>
        Seal(
            header, content, key, encryptedKey,
            GC.AllocateUninitializedArray<byte>(content.Length + SealedPackage.TagLength));

    /// <summary>
    /// As above, with the body written into the caller's buffer: large packages are sealed in pooled memory, because new
    /// memory costs more than the cipher.
    /// </summary>
    /// <param name="body">Exactly 16 bytes longer than the content; the package refers to it, so it must stay until the package is
    /// stored.</param>
    /// <exception cref="ArgumentException">The buffer has another length.</exception>
    public static SealedPackage Seal(
        PackageHeader header, ReadOnlySpan<byte> content, ContentKey key, byte[] encryptedKey, Memory<byte> body)
    {
        if (body.Length != content.Length + SealedPackage.TagLength)
            throw new ArgumentException("the buffer must be 16 bytes longer than the content", nameof(body));
        byte[] protectedHeader = header.Encode();
        // A random 96-bit IV is safe here beyond doubt: each key encrypts exactly one package.
        byte[] iv = RandomNumberGenerator.GetBytes(SealedPackage.IvLength);
        using var gcm = new AesGcm(key.Reveal().Span, SealedPackage.TagLength);
        gcm.Encrypt(iv, content, body.Span[..content.Length], body.Span[content.Length..], protectedHeader);
        return new(new(protectedHeader, encryptedKey, iv), body);
    }

    /// <summary>Decrypts a package. Returns all of the content or throws; never a part of it.</summary>
    /// <exception cref="SealingException"><see cref="SealingFailure.TagMismatch"/> if key or any part is not the one it was sealed
    /// with; <see cref="SealingFailure.WrongLength"/>.</exception>
    public static byte[] Open(SealedPackage package, ContentKey key)
    {
        if (package.Body.Length < SealedPackage.TagLength)
            throw new SealingException(SealingFailure.WrongLength);
        byte[] content = GC.AllocateUninitializedArray<byte>(package.Ciphertext.Length);
        Open(package, key, content);
        return content;
    }

    /// <summary>
    /// As above, into the caller's buffer, which is as long as the ciphertext. After a failure it holds only zeros; the caller
    /// clears it after use.
    /// </summary>
    /// <exception cref="SealingException">As above.</exception>
    public static void Open(SealedPackage package, ContentKey key, Span<byte> content)
    {
        if (package.Envelope.Iv.Length != SealedPackage.IvLength
            || package.Body.Length != content.Length + SealedPackage.TagLength)
            throw new SealingException(SealingFailure.WrongLength);
        using var gcm = new AesGcm(key.Reveal().Span, SealedPackage.TagLength);
        try
        {
            gcm.Decrypt(
                package.Envelope.Iv, package.Ciphertext.Span, package.Tag.Span, content, package.Envelope.ProtectedHeader);
        }
        catch (AuthenticationTagMismatchException)
        {
            content.Clear();
            throw new SealingException(SealingFailure.TagMismatch);
        }
    }

    /// <summary>The whole compact serialisation in memory; <see cref="JweCompact"/> gives it in chunks.</summary>
    public static string Compact(SealedPackage package)
    {
        var text = new StringBuilder(JweCompact.Length(package));
        foreach (ReadOnlyMemory<byte> chunk in JweCompact.Chunks(package))
            text.Append(Encoding.ASCII.GetString(chunk.Span));
        return text.ToString();
    }

    /// <summary>
    /// Reads a compact serialisation and checks all that can be checked without the key: form, algorithms, lengths.
    /// The header need not hold our own members; <see cref="PackageEnvelope.ReadHeader"/> demands them.
    /// </summary>
    /// <exception cref="SealingException">Any <see cref="SealingFailure"/> but <see cref="SealingFailure.TagMismatch"/>.</exception>
    public static SealedPackage Parse(string compact)
    {
        string[] parts = compact.Split('.', 6);
        if (parts.Length != 5)
            throw new SealingException(SealingFailure.Malformed);
        byte[] protectedHeader = Encoding.UTF8.GetBytes(parts[0]);
        using (JsonDocument header = JweHeader.Parse(protectedHeader))
            JweHeader.CheckAlgorithms(header.RootElement);
        byte[] encryptedKey = Part(parts[1]), iv = Part(parts[2]), ciphertext = Part(parts[3]), tag = Part(parts[4]);
        if (iv.Length != SealedPackage.IvLength || tag.Length != SealedPackage.TagLength || encryptedKey.Length == 0)
            throw new SealingException(SealingFailure.WrongLength);
        return new(new(protectedHeader, encryptedKey, iv), (byte[])[.. ciphertext, .. tag]);
    }

    private static byte[] Part(string text) =>
        Base64UrlText.TryDecode(text, out byte[]? bytes) ? bytes : throw new SealingException(SealingFailure.Malformed);
}
