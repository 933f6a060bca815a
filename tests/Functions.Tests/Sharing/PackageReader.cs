using System.Security.Cryptography;
using Jose;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>Opens packages that were sealed for our own key, and believes only what the server signed for us.</summary>
/// <param name="server">A client whose base address is the server's.</param>
/// <param name="privateKey">Private half of the key that we registered: an <see cref="RSA"/> or an <see cref="ECDiffieHellman"/>.</param>
/// <param name="registration">Id of our registration.</param>
public sealed class PackageReader(HttpClient server, AsymmetricAlgorithm privateKey, string registration)
{
    /// <param name="text">Body of the answer: application/jose.</param>
    /// <param name="request">Id of the sharing request whose package we collected.</param>
    /// <returns>The package, as JSON.</returns>
    public async Task<string> ReadAsync(string text, string request)
    {
        JweAlgorithm algorithm = privateKey is RSA ? JweAlgorithm.RSA_OAEP_256 : JweAlgorithm.ECDH_ES_A256KW;
        if (!JWT.Headers(text).TryGetValue("cty", out object? content) || content as string != "jose")
            throw new CryptographicException("the package is not signed");
        string signed = JWT.Decode(text, privateKey, algorithm, JweEncryption.A256GCM);

        IDictionary<string, object> header = JWT.Headers(signed);
        var keys = JwkSet.FromJson(await server.GetStringAsync("/api/v1/keys"), JWT.DefaultSettings.JsonMapper);
        Jwk key = keys.SingleOrDefault(one => one.KeyId == header["kid"] as string)
            ?? throw new CryptographicException("the package is signed by somebody else");
        string package = JWT.Decode(signed, key, JwsAlgorithm.ES256);
        return header["typ"] as string == "datasharing-package+jose" && header["rel"] as string == request
            && header["rcp"] as string == registration
                ? package
                : throw new CryptographicException("the package is not the one that we asked for");
    }
}
