using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Security.KeyVault.Keys.Protocol;

/// <summary>Requests to one vault: retries, client request ids and diagnostics are Azure.Core's, authentication is the vault's.</summary>
internal sealed class VaultPipeline(ClientOptions options, TokenCredential credential, bool verifyResource)
{
    public const string ApiVersion = "7.4";

    private readonly HttpPipeline _pipeline = HttpPipelineBuilder.Build(options, new ChallengePolicy(credential, verifyResource));

    /// <summary>What may stand in a diagnostic log besides Azure.Core's own list. Bodies hold keys and stay out.</summary>
    public static void Loggable(DiagnosticsOptions diagnostics)
    {
        diagnostics.LoggedQueryParameters.Add("api-version");
        diagnostics.LoggedHeaderNames.Add("x-ms-keyvault-region");
        diagnostics.LoggedHeaderNames.Add("x-ms-keyvault-service-version");
    }

    /// <summary>Address below <c>/keys</c>; an empty last part stands for the current version.</summary>
    public static Uri KeyUri(Uri vault, string[] parts) =>
        new(vault, "/keys/" + string.Join('/', parts.Select(Uri.EscapeDataString)));

    /// <summary>The answer, with status 200.</summary>
    /// <exception cref="RequestFailedException">Any other status, after the retries.</exception>
    public async Task<Response> SendAsync(RequestMethod method, Uri uri, JsonObject? body, CancellationToken cancellation)
    {
        using Request request = _pipeline.CreateRequest();
        request.Method = method;
        request.Uri.Reset(uri);
        // The address of a next page has its version.
        if (uri.Query.Length == 0)
            request.Uri.AppendQuery("api-version", ApiVersion);
        request.Headers.Add(HttpHeader.Common.JsonAccept);
        if (body is not null)
        {
            request.Headers.Add(HttpHeader.Common.JsonContentType);
            request.Content = RequestContent.Create(BinaryData.FromString(body.ToJsonString()));
        }

        Response response = await _pipeline.SendRequestAsync(request, cancellation).ConfigureAwait(false);
        return response.Status == 200 ? response : throw new RequestFailedException(response);
    }
}
