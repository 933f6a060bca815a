using DataSharing.Domain.Registry;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Auth;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace DataSharing.Functions.Tests.Auth;

public sealed class BearerAuthenticatorTests : IAsyncLifetime, IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly TestIssuer _issuer;
    private readonly EmbeddedStores _stores;
    private readonly BearerAuthenticator _authenticator;
    private readonly RegistryReader _registry;

    public BearerAuthenticatorTests()
    {
        _issuer = new TestIssuer(_time);
        _stores = EmbeddedStores.Open(_directory.Root, _time);
        _registry = new RegistryReader(_stores.Documents);
        _authenticator = new BearerAuthenticator(new TokenValidator(_issuer.Metadata, _time), new CallerResolver(_registry, _time));
    }

    public async Task InitializeAsync()
    {
        await _stores.Gate.OpenAsync();
        await Commit(RegistryWrite.Create(Some.Registration("reg-shelter", "SHELT", TestIssuer.App)));
        await Commit(RegistryWrite.Create(Some.Person("reg-shelter", "worker-1", _time, Roles.SharingSubmit, Roles.SharingReceive)));
    }

    public async Task DisposeAsync() => await _stores.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Authenticate_WhenAnAppActsForARegisteredPerson_IsThatAgencyAndPersonWithTheRolesBothHave()
    {
        Caller caller = await Call(_issuer.Token(null, Roles.SharingSubmit, Roles.RegistryManage), "worker-1");
        Assert.Equal(
            ("reg-shelter", "agency-reg-shelter", "SHELT", "worker-1"),
            (caller.Registration.Value, caller.Agency, caller.ActorCode, caller.Person.Value));
        Assert.True(caller.Roles.SetEquals([Roles.SharingSubmit]));
        Assert.False(caller.IsNational);
    }

    [Fact]
    public async Task Authenticate_WhenAPersonSignedIn_IsThePersonOfTheTokensSubject()
    {
        Caller caller = await Call(_issuer.Token(TestIssuer.DelegatedBy("worker-1@directory"), Roles.SharingSubmit));
        Assert.Equal("worker-1", caller.Person);
    }

    [Fact]
    public async Task Authenticate_WhenAgenciesOfOneTenantShareAnApplication_ThePersonTellsThemApart()
    {
        foreach (string agency in new[] { "reg-police", "reg-clinic" })
        {
            await Commit(RegistryWrite.Create(Some.Registration(agency, "POL", "shared") with
            {
                Bindings = [new IdentityBinding(TestIssuer.Tenant, "shared", $"officer@{agency}")],
            }));
            PersonDocument officer = Some.Person(agency, "officer", _time, Roles.LogReview);
            await Commit(RegistryWrite.Create(officer with { Subject = $"officer@{agency}" }));
        }

        foreach (string agency in new[] { "reg-police", "reg-clinic" })
            Assert.Equal(agency, (await Call(_issuer.Token(Shared($"officer@{agency}"), Roles.LogReview))).Registration);
        await AssertProblem(ProblemType.UnknownCaller, _issuer.Token(Shared("somebody-else")));

        static Action<SecurityTokenDescriptor> Shared(string subject) => descriptor =>
        {
            TestIssuer.DelegatedBy(subject)(descriptor);
            descriptor.Claims["azp"] = "shared";
        };
    }

    [Fact]
    public async Task Authenticate_WhenAPersonSignedInAndNamesAnother_IsRefused() =>
        await AssertProblem(ProblemType.UnregisteredPerson, _issuer.Token(TestIssuer.DelegatedBy("worker-1@directory")), "worker-2");

    [Fact]
    public async Task Authenticate_WhenTheAppNamesNobody_AsksForTheActingPerson() =>
        await AssertProblem(ProblemType.MissingActingPerson, _issuer.Token());

    [Theory]
    [InlineData("worker-2")]
    [InlineData("../reg-other/worker-1")]
    [InlineData("WORKER-1")]
    public async Task Authenticate_WhenThePersonIsNotRegistered_IsRefused(string person) =>
        await AssertProblem(ProblemType.UnregisteredPerson, _issuer.Token(), person);

    [Fact]
    public async Task Authenticate_WhenTheSignedInPersonIsNotRegistered_IsRefused() =>
        await AssertProblem(ProblemType.UnregisteredPerson, _issuer.Token(TestIssuer.DelegatedBy("stranger")));

    [Fact]
    public async Task Authenticate_WhenTheVettingHasLapsed_IsRefused()
    {
        _time.Advance(TimeSpan.FromDays(400));
        await AssertProblem(ProblemType.UnregisteredPerson, _issuer.Token(), "worker-1");
    }

    [Fact]
    public async Task Authenticate_WhenThePersonIsSuspended_ActsOnTheNextRequestWithTheSameToken()
    {
        string token = _issuer.Token();
        await Call(token, "worker-1");
        Stored<PersonDocument> person = (await _registry.FindPersonAsync("reg-shelter", "worker-1", default))!;
        await Commit(
            RegistryWrite.Replace(person, person.Value with { Person = person.Value.Person with { Status = PersonStatus.Suspended } }));
        await AssertProblem(ProblemType.UnregisteredPerson, token, "worker-1");
    }

    [Fact]
    public async Task Authenticate_WhenTheAgencyIsSuspended_ActsOnTheNextRequestWithTheSameToken()
    {
        string token = _issuer.Token();
        await Call(token, "worker-1");
        Stored<Registration> registration = (await _registry.FindRegistrationAsync("reg-shelter", default))!;
        await Commit(RegistryWrite.Replace(registration, registration.Value with { Status = RegistrationStatus.Suspended }));
        await AssertProblem(ProblemType.UnknownCaller, token, "worker-1");
    }

    [Theory]
    [InlineData("tid", "tenant-2")]
    [InlineData("azp", "app-other")]
    public async Task Authenticate_WhenTheIdentityIsBoundToNothing_IsAnUnknownCaller(string claim, string value) =>
        await AssertProblem(ProblemType.UnknownCaller, _issuer.Token(descriptor => descriptor.Claims[claim] = value), "worker-1");

    [Fact]
    public async Task Authenticate_WhenTheBindingNamesASubject_TakesNoOther()
    {
        await Commit(
            RegistryWrite.Create(
                Some.Registration("reg-clinic", "DOC-P", "app-clinic") with
                {
                    Bindings = [new(
                    TestIssuer.Tenant, "app-clinic", "service-principal-2")]
                }));
        await AssertProblem(ProblemType.UnknownCaller, _issuer.Token(descriptor => descriptor.Claims["azp"] = "app-clinic"), "worker-1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Authenticate_WithoutAToken_AsksForOne(string? header) => await AssertHeader(ProblemType.MissingToken, header);

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    public async Task Authenticate_WithAnotherScheme_IsAnInvalidToken(string header) =>
        await AssertHeader(ProblemType.InvalidToken, header);

    private async Task AssertHeader(ProblemType type, string? header)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        if (header is not null)
            request.Headers.Authorization = header;
        Assert.Equal(type, (await _authenticator.AuthenticateAsync(request, default)).Refusal?.Type);
    }

    private async Task AssertProblem(ProblemType type, string token, string? person = null) =>
        Assert.Equal(type, (await TryAsync(token, person)).Refusal?.Type);

    private async Task<Caller> Call(string token, string? person = null) => (await TryAsync(token, person)).Value;

    private Task<Result<Caller>> TryAsync(string token, string? person)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Headers.Authorization = "Bearer " + token;
        if (person is not null)
            request.Headers[BearerAuthenticator.ActingPersonHeader] = person;
        return _authenticator.AuthenticateAsync(request, default);
    }

    private async Task Commit(RegistryWrite write) =>
        Assert.True((await new RegistryWriter(_stores.Documents, _registry).WriteAsync(write, default))?.IsCommitted);
}
