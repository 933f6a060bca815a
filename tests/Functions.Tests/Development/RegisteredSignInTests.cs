using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;

namespace DataSharing.Functions.Tests.Development;

/// <summary>An agency that a user of the development server registered signs in there as the samples do.</summary>
public sealed class RegisteredSignInTests(RegisteredSignInTests.Country country) : IClassFixture<RegisteredSignInTests.Country>
{
    private const string Worker = "stars-worker", Subject = "3f1d-of-the-directory";
    private static readonly string[] Casework = [Roles.ConsentRecord, Roles.SharingSubmit];

    private TestApp App => country.App;

    [Fact]
    public async Task Token_OfARegisteredPerson_OpensACase()
    {
        JsonWebToken token = await TokenAsync(("client_id", "app-stars"), ("tenant", "tenant-stars"), ("person", Worker));
        Assert.Equal(
            ("app-stars", "tenant-stars", Subject, "access_as_user"),
            (token.GetClaim("azp").Value, token.GetClaim("tid").Value, token.Subject, token.GetClaim("scp").Value));
        Assert.Equal(Casework, RolesOf(token));
        (await OpenCaseAsync(token, null)).Must(201);
    }

    [Fact]
    public async Task Token_OfARegisteredApplication_ActsForItsPerson()
    {
        JsonWebToken token = await TokenAsync(("client_id", "app-stars"), ("tenant", "tenant-stars"));
        Assert.Equal("app", token.GetClaim("idtyp").Value);
        (await OpenCaseAsync(token, Worker)).Must(201);
        (await OpenCaseAsync(token, null)).MustBe(ProblemType.MissingActingPerson);
    }

    [Fact]
    public async Task Token_WithAScope_HasThoseRolesAlone()
    {
        JsonWebToken token = await TokenAsync(
            ("client_id", "app-stars"), ("tenant", "tenant-stars"), ("person", Worker), ("scope", Roles.SharingSubmit));
        Assert.Equal([Roles.SharingSubmit], RolesOf(token));
        (await OpenCaseAsync(token, null)).MustBe(ProblemType.WrongRole);
        Assert.Equal(
            Casework,
            RolesOf(await TokenAsync(
                ("client_id", "app-stars"), ("tenant", "tenant-stars"), ("person", Worker), ("scope", "api://datasharing/.default"))));
    }

    [Fact]
    public async Task Token_OfABindingToOneSubject_IsOfThisSubject()
    {
        JsonWebToken one = await TokenAsync(("client_id", "app-shared"), ("subject", "moon-service"));
        Assert.Equal("moon-service", one.Subject);
        (await OpenCaseAsync(one, "moon-worker")).Must(201);
        await RefusedAsync("invalid_request", "subject", ("client_id", "app-shared"));
        await RefusedAsync("invalid_grant", "subject", ("client_id", "app-shared"), ("subject", "nobody"));
        JsonWebToken person = await TokenAsync(("client_id", "app-shared"), ("person", "stars-shared"));
        Assert.Equal("stars-service", person.Subject);
        (await OpenCaseAsync(person, null)).Must(201);
    }

    [Fact]
    public async Task Token_WhenTheClientAuthenticatesByHeader_IsTheSame()
    {
        using HttpResponseMessage answer = await BasicAsync("app-shared", ("subject", "moon-service"));
        Assert.Equal("moon-service", (await ReadAsync(answer)).Subject);
        using HttpResponseMessage unknown = await BasicAsync("app-nowhere");
        Assert.Equal((HttpStatusCode.Unauthorized, "Basic"), (unknown.StatusCode, unknown.Headers.WwwAuthenticate.Single().Scheme));
        using HttpResponseMessage other = await BasicAsync("app-shared", ("client_id", "app-stars"));
        await RefusedAsync("invalid_request", "two clients", other);
    }

    [Theory]
    [InlineData("invalid_client", "appId", "client_id=app-nowhere")]
    [InlineData("invalid_client", "tenant", "client_id=app-stars&tenant=tenant-nowhere")]
    [InlineData("invalid_client", "appId", "client_id=app-stars-next")]
    [InlineData("invalid_grant", "approved", "client_id=app-stars&tenant=tenant-stars&person=stars-nobody")]
    [InlineData("invalid_grant", "approved", "client_id=app-stars&tenant=tenant-stars&person=stars-proposed")]
    [InlineData("invalid_grant", "approved", "client_id=app-stars&tenant=tenant-stars&person=Not%20an%20id")]
    [InlineData("invalid_request", "tenant", "client_id=app-stars")]
    [InlineData("invalid_request", "client_id", "")]
    [InlineData("invalid_request", "more than once", "client_id=app-stars&client_id=app-shared")]
    [InlineData("invalid_scope", "Consent.Record Sharing.Submit", "client_id=app-stars&tenant=tenant-stars&person=stars-worker&scope=Log.Review")]
    [InlineData("invalid_scope", "Registry.Manage", "client_id=app-stars&tenant=tenant-stars&scope=everything")]
    public async Task Token_WhenNobodyFits_SaysWhatToDo(string error, string hint, string form)
    {
        using var content = new StringContent(
            "grant_type=client_credentials&" + form, Encoding.ASCII, "application/x-www-form-urlencoded");
        using HttpResponseMessage answer = await App.Http.PostAsync("/development/token", content);
        await RefusedAsync(error, hint, answer);
    }

    [Theory]
    [InlineData("token", "application/json", "{}", "form")]
    [InlineData("token", "application/x-www-form-urlencoded", "client_id=app-stars", "grant_type")]
    [InlineData("token", "multipart/form-data; boundary=x", "--x", "form")]
    [InlineData("authorize", "application/json", "{}", "form")]
    [InlineData("authorize", "application/x-www-form-urlencoded", "principal=a&principal=b", "principal")]
    public async Task Endpoint_WhenTheBodyIsNoSuchForm_SaysSo(string endpoint, string type, string body, string hint)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using HttpResponseMessage answer = await App.Http.PostAsync("/development/" + endpoint, content);
        await RefusedAsync("invalid_request", hint, answer);
    }

    [Fact]
    public async Task SignIn_AsARegisteredPerson_EndsInTheirToken()
    {
        var request = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = "app-stars",
            ["redirect_uri"] = "http://127.0.0.1:9/back",
            ["code_challenge"] = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            ["code_challenge_method"] = "S256",
        };
        string page = await App.Http.GetStringAsync(QueryHelpers.AddQueryString("/development/authorize", request));
        Assert.Contains("value=\"advocate-worker\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"reg-stars/stars-worker\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"reg-advocate/", page, StringComparison.Ordinal);
        using FormUrlEncodedContent choice = new([.. request!, KeyValuePair.Create<string, string?>("principal", "reg-stars/stars-worker")]);
        using HttpResponseMessage chosen = await App.Http.PostAsync("/development/authorize", choice);
        Assert.Equal(HttpStatusCode.Redirect, chosen.StatusCode);
        JsonWebToken token = await TokenAsync(
            ("grant_type", "authorization_code"), ("client_id", "app-stars"), ("redirect_uri", request["redirect_uri"]!),
            ("code", QueryHelpers.ParseQuery(chosen.Headers.Location!.Query)["code"]!),
            ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        Assert.Equal(Subject, token.Subject);
        (await OpenCaseAsync(token, null)).Must(201);
    }

    [Fact]
    public async Task Document_OfADevelopmentServer_SaysWhereItsTokensAre()
    {
        JsonElement document = (await App.As(null).GetAsync("/api/openapi.json")).Must(200).Element;
        JsonElement flow = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("development")
            .GetProperty("flows").GetProperty("clientCredentials");
        using FormUrlEncodedContent form = Form(("client_id", "app-shared"), ("subject", "moon-service"));
        using HttpResponseMessage answer = await App.Http.PostAsync(flow.GetProperty("tokenUrl").GetString(), form);
        Assert.Equal(Roles.All, RolesOf(await ReadAsync(answer)));
        Assert.Equal(Roles.All, flow.GetProperty("scopes").EnumerateObject().Select(scope => scope.Name));
    }

    private Task<Answer> OpenCaseAsync(JsonWebToken token, string? actingPerson) => App.SendAsync(
        token.EncodedToken, actingPerson, HttpMethod.Post, "cases", "{}");

    private static string[] RolesOf(JsonWebToken token) =>
        [.. token.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value)];

    private async Task<JsonWebToken> TokenAsync(params (string Name, string Value)[] fields)
    {
        using FormUrlEncodedContent form = Form(fields);
        using HttpResponseMessage answer = await App.Http.PostAsync("/development/token", form);
        return await ReadAsync(answer);
    }

    private async Task<HttpResponseMessage> BasicAsync(string client, params (string Name, string Value)[] fields)
    {
        using FormUrlEncodedContent form = Form(fields);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/development/token") { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(client + ":whatever")));
        return await App.Http.SendAsync(request);
    }

    private async Task RefusedAsync(string error, string hint, params (string Name, string Value)[] fields)
    {
        using FormUrlEncodedContent form = Form(fields);
        using HttpResponseMessage answer = await App.Http.PostAsync("/development/token", form);
        await RefusedAsync(error, hint, answer);
    }

    private static async Task RefusedAsync(string error, string hint, HttpResponseMessage answer)
    {
        var body = JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal((HttpStatusCode.BadRequest, error), (answer.StatusCode, body.GetProperty("error").GetString()));
        Assert.Contains(hint, body.GetProperty("error_description").GetString(), StringComparison.Ordinal);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(
        fields.Any(field => field.Name == "grant_type")
            ? fields.Select(field => KeyValuePair.Create(field.Name, field.Value))
            : fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Prepend(new("grant_type", "client_credentials")));

    private static async Task<JsonWebToken> ReadAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return new JsonWebToken(JsonElement.Parse(text).GetProperty("access_token").GetString());
    }

    /// <summary>The sample country, and two agencies that joined it over the API.</summary>
    public sealed class Country : IAsyncLifetime
    {
        public TestApp App { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            App = await TestApp.StartAsync();
            await RegisterAsync(
                "reg-stars", new BindingInput("tenant-stars", "app-stars"), new BindingInput("tenant-shared", "app-shared", "stars-service"));
            await RegisterAsync(
                "reg-moon", new BindingInput("tenant-moon", "app-stars"), new BindingInput("tenant-shared", "app-shared", "moon-service"));
            await ApproveAsync(await AddAsync("reg-stars", Worker, Subject));
            await ApproveAsync(await AddAsync("reg-stars", "stars-shared", "stars-service"));
            await ApproveAsync(await AddAsync("reg-moon", "moon-worker", null));
            await AddAsync("reg-stars", "stars-proposed", null);
        }

        public async Task DisposeAsync() => await App.DisposeAsync();

        private async Task RegisterAsync(string id, params BindingInput[] bindings) => await ApproveAsync(
            await App.PostAsync("coord-manager", "registrations", new RegistrationInput
            {
                Id = id,
                AgencyId = "body-" + id,
                ActorCode = "NGO-S",
                DisplayName = "Agency " + id,
                Country = "XN",
                IdentityVerified = true,
                VerifiedUntil = App.Time.GetUtcNow().AddYears(1),
                AccreditedUntil = App.Time.GetUtcNow().AddYears(1),
                Bindings = bindings,
            }));

        private Task<Answer> AddAsync(string registration, string person, string? subject) => App.PostAsync(
            "coord-manager", $"registrations/{registration}/persons", new PersonInput
            {
                Id = person,
                Subject = subject,
                Roles = Casework,
                VettedUntil = App.Time.GetUtcNow().AddYears(1),
            });

        private async Task ApproveAsync(Answer proposed) =>
            (await App.PostAsync("coord-manager-2", proposed.Must(202).Location + "/approval")).Must(200);
    }
}
