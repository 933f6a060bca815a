using DataSharing.Domain.Registry;
using DataSharing.Embedded.Development;
using DataSharing.Embedded.Samples;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Reviews;

/// <summary>
/// Two registrations with two applications each, and in each one two human beings with every role: one acts first, the other
/// second. The first has an account in both registrations.
/// </summary>
internal sealed class TwoPersonCast(TestApp app)
{
    public const string Own = "reg-advocate", Other = "reg-harbour", Agreement = "agr-two-standing", Bystander = "two-bystander";
    private const string FirstPerson = "two-first", FirstElsewhere = "two-first-there", SecondPerson = "two-second";

    public static AgreementInput NewAgreement(string id, DateTimeOffset now) => new()
    {
        Id = id,
        PartyA = Own,
        PartyB = Other,
        Lines = [new LineInput("case-coordination", Own)],
        Purposes = ["COORD"],
        Roles = "controllers",
        Means = "this system",
        DataProtectionClause = "clause 1",
        ConsentProcedure = "written",
        ValidFrom = now,
        ValidUntil = now.AddDays(100),
        ReviewBy = now.AddDays(90),
        SignedByA = now,
        SignedByB = now,
    };

    public async Task ArriveAsync()
    {
        foreach (string registration in new[] { Own, Other })
        {
            RegistryReader registry = app.Get<RegistryReader>();
            Stored<Registration> now = (await registry.FindRegistrationAsync(registration, default))!;
            await WriteAsync(
                RegistryWrite.Replace(
                    now,
                    now.Value with
                    {
                        Bindings = [
                        .. now.Value.Bindings,
                        new IdentityBinding(SampleCountry.Tenant, SecondApp(registration), null),
                    ]
                    }));
            await PersonAsync(registration, registration == Own ? FirstPerson : FirstElsewhere, FirstPerson);
            await PersonAsync(registration, SecondPerson, SecondPerson + "@" + registration);
        }

        await PersonAsync(Own, Bystander, Bystander);
        await WriteAsync(
            RegistryWrite.Create(await app.Get<AgreementChecks>().CheckAsync(
                NewAgreement(Agreement, app.Time.GetUtcNow()), default).OrProblem()));
    }

    /// <summary>By the first registration's application, for the first person.</summary>
    public Act FirstByApp => By(AppToken(App(Own)), FirstPerson);

    /// <summary>By the first person, signed in.</summary>
    public Act FirstSignedIn => By(PersonToken(Own, FirstPerson), null);

    /// <summary>The token of the first act again, now for the second person.</summary>
    public Act SameToken(string registration) => By(AppToken(App(registration)), SecondPerson);

    /// <summary>The first person, signed in, where the second act is done.</summary>
    public Act SamePerson(string registration) => By(PersonToken(registration, FirstPerson), null);

    /// <summary>A new token of the same application, for the second person.</summary>
    public Act SameApplication(string registration) =>
        By(app.Get<DevelopmentIssuer>().AccessToken(AppPrincipal(App(registration))), SecondPerson);

    /// <summary>Another application of the registration, for the second person.</summary>
    public Act OtherApplication(string registration) => By(AppToken(SecondApp(registration)), SecondPerson);

    /// <summary>The second person, signed in.</summary>
    public Act OtherPerson(string registration) => By(PersonToken(registration, SecondPerson + "@" + registration), null);

    private readonly Dictionary<string, string> _tokens = [];

    private string AppToken(string application) => _tokens.TryGetValue(application, out string? known)
        ? known
        : _tokens[application] = app.Get<DevelopmentIssuer>().AccessToken(AppPrincipal(application));

    private string PersonToken(string registration, string subject) => app.Get<DevelopmentIssuer>().AccessToken(
        new DevelopmentPrincipal(subject, subject, registration, App(registration), SampleCountry.Tenant, Roles.All, PrincipalKind.Person));

    private Act By(string token, string? actingPerson) =>
        (method, path, body, ifMatch) => app.SendAsync(token, actingPerson, method, path, body, ifMatch);

    private static DevelopmentPrincipal AppPrincipal(string application) =>
        new(application, application, "", application, SampleCountry.Tenant, Roles.All, PrincipalKind.App);

    private static string App(string registration) => SampleCountry.Agencies.Single(agency => agency.Id == registration).App;

    private static string SecondApp(string registration) => App(registration) + "-2";

    private Task PersonAsync(string registration, string id, string subject) => WriteAsync(RegistryWrite.Create(new PersonDocument(
        new Person { Id = id, RegistrationId = registration, Roles = Roles.All, VettedUntil = app.Time.GetUtcNow().AddYears(1) },
        subject)));

    private async Task WriteAsync(RegistryWrite write) =>
        Assert.True((await app.Get<RegistryWriter>().WriteAsync(write, default))!.IsCommitted);
}
