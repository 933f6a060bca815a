namespace DataSharing.Domain.Sealing;

/// <summary>
/// The public half of a key pair that was made for one package: with it and its own private key the recipient finds the key that
/// wraps the content key. Source: RFC 7518 section 4.6.1.1 (<c>epk</c>).
/// </summary>
/// <param name="Curve"><c>P-256</c> or <c>P-384</c>.</param>
/// <param name="X">Coordinate in base64url, as long as the curve's field.</param>
/// <param name="Y">As <paramref name="X"/>.</param>
public sealed record EphemeralKey(string Curve, string X, string Y)
{
    /// <summary>From a point of a curve.</summary>
    internal static EphemeralKey Of(NistCurve curve, ECPoint point) =>
        new(curve.Name, Base64UrlText.Encode(point.X), Base64UrlText.Encode(point.Y));

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("epk");
        writer.WriteString("crv", Curve);
        writer.WriteString("kty", "EC");
        writer.WriteString("x", X);
        writer.WriteString("y", Y);
        writer.WriteEndObject();
    }

    /// <exception cref="SealingException"><see cref="SealingFailure.HeaderMalformed"/>: no point of a curve that we use.</exception>
    internal static EphemeralKey Read(JsonElement header)
    {
        if (header.TryGetProperty("epk", out JsonElement epk) && epk.ValueKind == JsonValueKind.Object
            && JweHeader.Is(epk, "kty", "EC") && JweHeader.Text(epk, "crv") is { } name && NistCurve.Find(name) is { } curve
            && curve.Read(JweHeader.Text(epk, "x"), JweHeader.Text(epk, "y")) is { } point)
            return Of(curve, point);
        throw new SealingException(SealingFailure.HeaderMalformed);
    }
}
