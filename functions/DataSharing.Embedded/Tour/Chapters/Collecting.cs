using System.Text.Json.Nodes;
using DataSharing.Domain.Sealing;

namespace DataSharing.Embedded.Tour.Chapters;

/// <summary>Recipients fetch what was released: one in clear over its own connection, one sealed to its own key.</summary>
internal sealed class Collecting(Player player, Script script)
{
    private ApiClient Api => player.Api;

    public Task PlayAsync() => player.ChapterAsync(
        "Collecting",
        "Only by the agency it was made for, after one more look at the facts; each fetch is logged.",
        async () =>
        {
            await player.StepAsync($"{Cast.NameOf(Cast.Shelter)} fetches her referral", InClear);
            await player.StepAsync($"{Cast.ClinicName} fetches its part, sealed, and opens it with its own private key", Sealed);
            await player.StepAsync($"{Cast.NameOf(Cast.Union)} tries to fetch what was made for {Cast.NameOf(Cast.Shelter)}", Foreign);
            await player.StepAsync($"{Cast.NameOf(Cast.Shelter)} takes the referral on", Accept);
        });

    private async Task InClear(Step step)
    {
        string id = script.Request("house");
        Answer package = step.Need(
            "the package", 200, await Api.PostAsync(Cast.ShelterWorker, $"/sharing-requests/{id}/collection", accept: "application/json"));
        (string[] paths, int empty) = await CheckAsync(step, id, package.Json);
        step.Tell(
            "fetched",
            $"{paths.Length} fields as JSON ({empty} of those released hold nothing to send); a handle made for this delivery stands for "
                + "her case number");
    }

    private async Task Sealed(Step step)
    {
        string id = script.Request("legal");
        Answer package = step.Need(
            "the package", 200, await Api.PostAsync(Cast.ClinicLawyer, $"/sharing-requests/{id}/collection", accept: "application/jose"));
        step.Expect("it comes as JWE", "application/jose", package.MediaType);
        SealedPackage sealedPackage = Jwe.Parse(package.Text.Trim());
        PackageHeader header = sealedPackage.Envelope.ReadHeader();
        step.Expect("sealed for the clinic's own key", "orchard-2026", header.KeyId);
        using var key = new ContentKey(script.ClinicKey.Decrypt(sealedPackage.Envelope.EncryptedKey, RSAEncryptionPadding.OaepSHA256));
        step.Expect("signed inside", header.IsSigned);
        IReadOnlyDictionary<string, ECPoint> signers = await SignersAsync(step);
        byte[] signed = Jwe.Open(sealedPackage, key);
        byte[] content = SignedContent.Open(signed, header, signers);
        CryptographicOperations.ZeroMemory(signed);
        (string[] paths, int empty) = await CheckAsync(step, id, JsonNode.Parse(content)!);
        CryptographicOperations.ZeroMemory(content);
        step.Expect("no health in it", !paths.Any(path => path.StartsWith("health.", StringComparison.Ordinal)));
        step.Tell(
            "fetched",
            $"{paths.Length} fields as JWE ({empty} hold nothing to send), RSA-OAEP-256 and A256GCM, opened here with the clinic's "
                + "private key, which the system never had; signed by the system, with a key that it publishes");
    }

    private async Task<IReadOnlyDictionary<string, ECPoint>> SignersAsync(Step step)
    {
        Answer keys = step.Need("the public keys", 200, await Api.GetAsync(Cast.ClinicLawyer, "/keys"));
        return keys.Json["keys"]!.AsArray().ToDictionary(
            key => key!["kid"]!.GetValue<string>(), key => new ECPoint { X = Coordinate(key!, "x"), Y = Coordinate(key!, "y") });
    }

    private static byte[] Coordinate(JsonNode key, string name) =>
        Base64UrlText.TryDecode(key[name]!.GetValue<string>(), out byte[] bytes) ? bytes : throw new FormatException(name);

    private async Task Foreign(Step step)
    {
        Answer answer = await Api.PostAsync(Cast.UnionWorker, $"/sharing-requests/{script.Request("house")}/collection");
        step.Expect("it finds nothing", "404 not-found", answer);
        step.Tell("answered", "404: not even that there is such a request");
    }

    private async Task Accept(Step step)
    {
        string id = script.Request("house");
        Answer accepted = await Api.PostAsync(Cast.ShelterWorker, $"/sharing-requests/{id}/acceptance", new { accepted = true });
        step.Expect("the acceptance is taken", true, accepted.IsSuccess);
        Answer view = step.Need("the holder's view", 200, await Api.GetAsync(Cast.AdvocateWorker, "/sharing-requests/" + id));
        step.Expect("the holder sees it", "accepted", view.Json["status"]?.GetValue<string>());
        step.Tell("seen", $"by {Cast.NameOf(Cast.Advocate)}: accepted");
    }

    // Not one path beyond the decision.
    private async Task<(string[] Paths, int Empty)> CheckAsync(Step step, string id, JsonNode payload)
    {
        string[] paths = [.. payload["fields"]!.AsArray().Select(field => field!["path"]!.GetValue<string>())];
        Answer view = step.Need("the holder's view", 200, await Api.GetAsync(Cast.AdvocateWorker, "/sharing-requests/" + id));
        HashSet<string> allowed = [.. view.Json["decision"]!["decision"]!["fields"]!.AsArray().Where(field => field!["reason"] is null)
            .Select(field => field!["path"]!.GetValue<string>())];
        step.Expect("something is in it", paths.Length > 0);
        step.Expect("nothing is in it that was not released", paths.All(allowed.Contains));
        step.Expect("her case number is not in it", !payload.ToJsonString().Contains(script.Adult, StringComparison.Ordinal));
        return (paths, allowed.Count - paths.Length);
    }
}
