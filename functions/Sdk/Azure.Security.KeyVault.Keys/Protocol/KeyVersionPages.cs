using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure.Core;

namespace Azure.Security.KeyVault.Keys.Protocol;

/// <summary>The versions of a key, page by page. Source: Azure Key Vault REST API, "Get Key Versions", version 7.4.</summary>
internal sealed class KeyVersionPages(VaultPipeline pipeline, Uri vault, string name, CancellationToken cancellation)
    : AsyncPageable<KeyProperties>(cancellation)
{
    public override IAsyncEnumerable<Page<KeyProperties>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        PagesAsync(continuationToken, CancellationToken);

    private async IAsyncEnumerable<Page<KeyProperties>> PagesAsync(
        string? next, [EnumeratorCancellation] CancellationToken token)
    {
        do
        {
            Uri address = next is null ? VaultPipeline.KeyUri(vault, [name, "versions"]) : new Uri(next);
            // The next page is where the vault says; a token for the vault goes nowhere else.
            if (address.Authority != vault.Authority || address.Scheme != vault.Scheme)
                throw new InvalidOperationException("the vault names a next page that is not its own");
            Response response = await pipeline.SendAsync(RequestMethod.Get, address, null, token).ConfigureAwait(false);
            using var document = JsonDocument.Parse(response.Content);
            KeyProperties[] versions = [.. document.RootElement.GetProperty("value").EnumerateArray().Select(KeyJson.ReadProperties)];
            next = document.RootElement.TryGetProperty("nextLink", out JsonElement link) ? link.GetString() : null;
            yield return Page<KeyProperties>.FromValues(versions, next, response);
        }
        while (!string.IsNullOrEmpty(next));
    }
}
