using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Security.KeyVault.Keys.Protocol;

/// <summary>
/// The vault says by a challenge whose token it wants. So the first request goes out without credential and without body;
/// from then on each request carries a token for that resource and tenant.
/// Source: Azure Key Vault, "Authentication, requests and responses".
/// </summary>
/// <remarks>Only asynchronous use: this client has no synchronous operations.</remarks>
internal sealed class ChallengePolicy(TokenCredential credential, bool verifyResource) : BearerTokenAuthenticationPolicy(credential, [])
{
    private const string HeldBack = "Azure.Security.KeyVault.Keys.body";

    // One pipeline serves one vault, so one challenge is enough.
    private volatile Challenge? _known;

    protected override ValueTask AuthorizeRequestAsync(HttpMessage message)
    {
        RestoreBody(message);
        if (_known is { } challenge)
            return AuthenticateAndAuthorizeRequestAsync(message, Context(message, challenge));
        if (message.Request.Content is { } body)
        {
            // Nothing is told to a host before it is known to be the vault's.
            message.SetProperty(HeldBack, body);
            message.Request.Content = null;
        }

        return default;
    }

    protected override async ValueTask<bool> AuthorizeRequestOnChallengeAsync(HttpMessage message)
    {
        RestoreBody(message);
        if (Challenge.Parse(message.Response.Headers) is not { } challenge)
            return false;
        if (verifyResource && !challenge.IsFor(message.Request.Uri.Host!))
            throw new InvalidOperationException(
                $"the challenge is for {challenge.Resource.Host}, which is not the domain of the vault {message.Request.Uri.Host}");
        _known = challenge with { Claims = null };
        await AuthenticateAndAuthorizeRequestAsync(message, Context(message, challenge)).ConfigureAwait(false);
        return true;
    }

    private static TokenRequestContext Context(HttpMessage message, Challenge challenge) =>
        new([challenge.Scope], message.Request.ClientRequestId, challenge.Claims, challenge.Tenant, isCaeEnabled: true);

    private static void RestoreBody(HttpMessage message)
    {
        if (message.Request.Content is null && message.TryGetProperty(HeldBack, out object? body))
            message.Request.Content = (RequestContent?)body;
    }
}
