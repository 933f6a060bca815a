namespace DataSharing.Embedded.Development;

/// <summary>
/// Who the development issuer vouches for. Registered as one <c>IReadOnlyList&lt;DevelopmentPrincipal&gt;</c>; all invented.
/// </summary>
/// <param name="Id">The token's subject and object id: of a person, the agency's opaque staff id; of an app, its service principal.</param>
/// <param name="Display">For the sign-in page.</param>
/// <param name="Registration">The agency registration the principal acts for. The token does not say so: the registry derives it.</param>
/// <param name="AppId">The application the tokens are issued to.</param>
/// <param name="TenantId">The directory the principal belongs to.</param>
/// <param name="Roles">App roles, such as <c>Sharing.Submit</c>.</param>
public sealed record DevelopmentPrincipal(
    string Id, string Display, string Registration, string AppId, string TenantId, IReadOnlyList<string> Roles, PrincipalKind Kind);

/// <summary>Whether tokens are app-only, or delegated by a person who signed in.</summary>
public enum PrincipalKind
{
    App,
    Person,
}
