namespace DataSharing.Functions.Auth;

/// <summary>What a valid token says about who is calling.</summary>
/// <param name="Tenant">The issuer's tenant (<c>tid</c>).</param>
/// <param name="App">The client application (<c>azp</c>, or <c>appid</c> in version 1 tokens).</param>
/// <param name="Subject">The person's or the app's object id (<c>oid</c>, else <c>sub</c>).</param>
/// <param name="IsApp">No person signed in: the app acts by itself and must say for whom.</param>
/// <param name="Roles">App roles (<c>roles</c>).</param>
/// <param name="Expires">End of the token's life.</param>
public sealed record TokenIdentity(
    string Tenant, string App, string Subject, bool IsApp, IReadOnlySet<string> Roles, DateTimeOffset Expires);
