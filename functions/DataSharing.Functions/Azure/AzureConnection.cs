using Azure.Core;

namespace DataSharing.Functions.Azure;

/// <summary>How every adapter of this folder reaches its service.</summary>
/// <param name="Credential">The app's identity.</param>
/// <param name="Handler">Makes the handler that sends requests, one a client; null: each SDK's own. For emulators on this machine.</param>
public sealed record AzureConnection(TokenCredential Credential, Func<HttpMessageHandler>? Handler = null);
