using Microsoft.OpenApi;

namespace DataSharing.Functions.OpenApi;

/// <summary>
/// Where a server that runs for development gives out tokens itself. A host registers one only where that is so: then its document says
/// how to get a token, and explorers can.
/// </summary>
/// <param name="Authorization">Where a person signs in with a browser.</param>
/// <param name="Token">Where a client asks for a token.</param>
public sealed record DevelopmentSignIn(Uri Authorization, Uri Token)
{
    /// <summary>The security scheme's name in the document.</summary>
    public const string Scheme = "development";

    private const string About =
        "This server runs for development: it vouches for whoever asks, without a secret, on this machine alone. `client_id` is the "
            + "`appId` of a binding that is registered, or a sample person or application such as `advocate-worker`; `tenant` is its "
            + "`tenantId` where several have that application. With `person`, the staff id of a registered person, the token is that "
            + "person's who signed in; without, the application's. `scope` names the roles, separated by spaces; left out, all of them. So "
            + "`curl URL -d grant_type=client_credentials -d client_id=my-app -d person=my-worker`.";

    internal OpenApiSecurityScheme Describe() => new()
    {
        Type = SecuritySchemeType.OAuth2,
        Description = About,
        Flows = new OpenApiOAuthFlows
        {
            ClientCredentials = new OpenApiOAuthFlow { TokenUrl = Token, Scopes = Scopes() },
            AuthorizationCode = new OpenApiOAuthFlow { AuthorizationUrl = Authorization, TokenUrl = Token, Scopes = Scopes() },
        },
    };

    private static Dictionary<string, string> Scopes() => Roles.All.ToDictionary(role => role, role => "The role " + role + ".");
}
