using System.Numerics;

namespace DataSharing.Domain.Sealing;

/// <summary>
/// A prime curve that keys for packages may lie on. Both have cofactor 1: every point but the one at infinity, which has no
/// coordinates, is one of the right order. Source: NIST SP 800-186 section 3.2.1; RFC 7518 section 6.2.1.
/// </summary>
public sealed class NistCurve
{
    private static readonly NistCurve[] All =
    [
        new(
            "P-256", 32, ECCurve.NamedCurves.nistP256,
            "0FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
            "05AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B"),
        new(
            "P-384", 48, ECCurve.NamedCurves.nistP384,
            "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF",
            "0B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF"),
    ];

    private readonly int _length;
    private readonly BigInteger _prime, _b;

    private NistCurve(string name, int length, ECCurve platform, string prime, string b)
    {
        (Name, _length, Platform) = (name, length, platform);
        (_prime, _b) = (Number(prime), Number(b));
    }

    /// <summary>The name in a JSON Web Key: <c>P-256</c>, <c>P-384</c>.</summary>
    public string Name { get; }

    internal ECCurve Platform { get; }

    /// <summary>The curve of that name; null: none that may be used.</summary>
    public static NistCurve? Find(string name) => Array.Find(All, curve => curve.Name == name);

    /// <summary>Whether it is a number in base64url, exactly as long as the field.</summary>
    public bool IsCoordinate(string? text) => Coordinate(text) is not null;

    /// <summary>
    /// The point with these coordinates, each in base64url and exactly as long as the field; null: no point of the curve. The
    /// platforms check it too, but none promises it.
    /// </summary>
    public ECPoint? Read(string? x, string? y)
    {
        if (Coordinate(x) is not { } across || Coordinate(y) is not { } up)
            return null;
        BigInteger xNumber = new(across, isUnsigned: true, isBigEndian: true), yNumber = new(up, isUnsigned: true, isBigEndian: true);
        // Both curves are y² = x³ - 3x + b.
        return xNumber < _prime && yNumber < _prime
            && ((yNumber * yNumber) - (((xNumber * xNumber) - 3) * xNumber) - _b) % _prime == BigInteger.Zero
                ? new ECPoint { X = across, Y = up }
                : null;
    }

    private byte[]? Coordinate(string? text) =>
        Base64UrlText.TryDecode(text, out byte[] bytes) && bytes.Length == _length ? bytes : null;

    private static BigInteger Number(string hexadecimal) =>
        BigInteger.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
