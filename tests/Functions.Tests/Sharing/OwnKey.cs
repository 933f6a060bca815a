using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DataSharing.Domain.Sealing;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>A key pair of an agency, its public half as a JSON Web Key.</summary>
internal sealed class OwnKey : IDisposable
{
    /// <param name="kind"><c>RSA</c>, <c>P-256</c> or <c>P-384</c>.</param>
    public OwnKey(string kind)
    {
        if (kind == "RSA")
        {
            var rsa = RSA.Create(2048);
            Private = rsa;
            RSAParameters half = rsa.ExportParameters(includePrivateParameters: false);
            Jwk = new JsonObject
            {
                ["kty"] = "RSA",
                ["kid"] = "own-1",
                ["n"] = Base64UrlText.Encode(half.Modulus),
                ["e"] = Base64UrlText.Encode(half.Exponent),
            };
            return;
        }

        var curve = ECDiffieHellman.Create(kind == "P-256" ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384);
        Private = curve;
        ECPoint point = curve.ExportParameters(includePrivateParameters: false).Q;
        Jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["kid"] = "own-1",
            ["crv"] = kind,
            ["x"] = Base64UrlText.Encode(point.X),
            ["y"] = Base64UrlText.Encode(point.Y),
        };
    }

    public AsymmetricAlgorithm Private { get; }

    public JsonObject Jwk { get; }

    public string Algorithm => Private is RSA ? "RSA-OAEP-256" : "ECDH-ES+A256KW";

    public void Dispose() => Private.Dispose();
}
