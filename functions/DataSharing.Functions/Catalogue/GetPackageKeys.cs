using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Catalogue;

/// <summary>The public keys of what is signed here, as a JWK Set. Source: RFC 7517 section 5.</summary>
/// <param name="Keys">In no promised order.</param>
public sealed record PackageKeysView(IReadOnlyList<PackageKeyView> Keys);

/// <summary>A public key, as a JSON Web Key of RFC 7517.</summary>
/// <param name="Kty">The kind of key: <c>EC</c>.</param>
/// <param name="Crv">The curve: <c>P-256</c>.</param>
/// <param name="X">Coordinate of its point, in base64url.</param>
/// <param name="Y">Coordinate of its point, in base64url.</param>
/// <param name="Kid">Its id, which the header of a signature names: the thumbprint of the key by RFC 7638.</param>
/// <param name="Use">What it is for: <c>sig</c>.</param>
/// <param name="Alg">The algorithm of its signatures: <c>ES256</c>.</param>
public sealed record PackageKeyView(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg)
{
    public static PackageKeyView Of(SignerKey key) => new(
        "EC", "P-256", Base64UrlText.Encode(key.Point.X), Base64UrlText.Encode(key.Point.Y), key.Id, "sig", SignedContent.Algorithm);
}

/// <summary>With what an agency that opens its packages itself sees that they come from here.</summary>
public sealed class GetPackageKeys(ApiPipeline api, PackageSigner signer)
{
    public static readonly ApiOperation Operation = new(
        typeof(GetPackageKeys), "Read the public keys of the signatures inside packages, as a JWK Set")
    {
        Description =
            "Former keys stay in the set, so that packages from before verify; one that is taken out is not to be believed any more. A new "
                + "one can be a minute late: ask again, with If-None-Match, when a package names a key that is not known.",
        Answer = ApiAnswer.Ok<PackageKeysView>() with { ETag = true },
        OtherAnswer = FixedAnswer.Unchanged,
        Headers = [FixedAnswer.IfNoneMatch],
        Problems = [ProblemType.Unavailable, ProblemType.Damaged],
    };

    [Function("GetPackageKeys")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.PackageKeys)] HttpRequest request, CancellationToken cancellation)
        => api.HandleOpenAsync(request, Operation, async () =>
        {
            IReadOnlyList<SignerKey> keys = await signer.PublicKeysAsync(cancellation);
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(
                new PackageKeysView([.. keys.Select(PackageKeyView.Of)]), JsonBody.Options);
            // Kept, but asked about each time: a key that was taken out must not be believed for longer.
            return new FixedAnswer(body, "public, no-cache").For(request);
        });
}
