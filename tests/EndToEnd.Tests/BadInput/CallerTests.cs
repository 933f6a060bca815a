using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.BadInput;

/// <summary>Who may not call, on every operation.</summary>
[Collection(AppCollection.Name)]
public sealed class CallerTests(RunningApp app)
{
    [Fact]
    public Task Call_WhenThereIsNoToken_SaysThatOneIsMissing() =>
        EveryOperation.AnswersAsync(
            app, "missing-token", "Authorization", _ => true,
            operation => app.Api.CallAsync(operation, change: r => r.Headers.Authorization = null));

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer not.a.token")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")]
    public Task Call_WhenTheTokenIsMalformed_RefusesIt(string header) => EveryOperation.AnswersAsync(
        app, "invalid-token", null, _ => true, operation => app.Api.CallAsync(operation, change: r =>
        {
            r.Headers.Authorization = null;
            r.Headers.TryAddWithoutValidation("Authorization", header);
        }));

    [Theory]
    [InlineData("expired-token", "exp", -7200L)]
    [InlineData("invalid-token", "nbf", 7200L)]
    public Task Call_WhenTheTokensTimeIsOverOrNotCome_RefusesIt(string problem, string claim, long offset) =>
        WithClaimsAsync(problem, claims =>
        {
            claims["nbf"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 9000;
            claims[claim] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + offset;
        });

    [Theory]
    [InlineData("iss", "https://login.example/other")]
    [InlineData("aud", "api://another-service")]
    public Task Call_WhenTheTokenIsForeign_RefusesIt(string claim, string value) =>
        WithClaimsAsync("invalid-token", claims => claims[claim] = value);

    [Fact]
    public Task Call_WhenTheSignatureIsOfAnotherToken_RefusesIt() =>
        EveryOperation.AnswersAsync(app, "invalid-token", null, _ => true, operation =>
    {
        (string? own, string? other) = (app.Api.TokenOf(operation.Allowed), app.Api.TokenOf(Agencies.Removals.Worker));
        return app.Api.CallAsync(
            operation, change: r => r.Headers.Authorization = Bearer(own[..own.LastIndexOf('.')] + other[other.LastIndexOf('.')..]));
    });

    [Theory]
    [InlineData("tid", "another-directory")]
    [InlineData("azp", "app-of-nobody")]
    public Task Call_WhenTheApplicationIsBoundToNoAgency_DoesNotKnowTheCaller(string claim, string value) =>
        WithClaimsAsync("unknown-caller", claims => claims[claim] = value);

    [Fact]
    public Task Call_WhenThePersonIsNotRegistered_NamesNobody() =>
        WithClaimsAsync("unregistered-person", claims => claims["oid"] = "somebody-else");

    [Fact]
    public Task Call_WhenAnApplicationNamesNoPerson_AsksForOne() => EveryOperation.AnswersAsync(
        app, "missing-acting-person", "Acting-Person", _ => true,
        operation => app.Api.CallAsync(operation, change: r => r.Headers.Authorization = Bearer(ApplicationOf(operation))));

    [Theory]
    [InlineData("nobody-here")]
    [InlineData("Not An Id")]
    public Task Call_WhenAnApplicationNamesAStranger_RefusesThePerson(string person) =>
        EveryOperation.AnswersAsync(app, "unregistered-person", "Acting-Person", _ => true, operation => app.Api.CallAsync(
        operation, change: r =>
        {
            r.Headers.Authorization = Bearer(ApplicationOf(operation));
            r.Headers.Add("Acting-Person", person);
        }));

    [Fact]
    public Task Call_WhenTheRoleIsAnother_SaysWhichItNeeds() =>
        EveryOperation.AnswersAsync(
            app, "wrong-role", "roles", operation => operation.NotAllowed is not null,
            operation => app.Api.CallAsync(operation, actor: operation.NotAllowed));

    [Fact]
    public Task Call_WhenTheTokenHasMoreRolesThanThePersonWasGiven_CountsOnlyTheAgencysWord() => EveryOperation.AnswersAsync(
        app, "wrong-role", "roles", operation => operation.NotAllowed is not null,
        operation => app.Api.CallAsync(operation, change: r => r.Headers.Authorization =
            Bearer(
                app.Api.Tokens.For(
                    operation.NotAllowed!,
                    claims => claims["roles"] = new JsonArray([.. Functions.Http.Roles.All.Select(role => JsonValue.Create(role))])))));

    [Fact]
    public Task Call_WhenAQueryParameterIsUnknown_NamesIt() =>
        EveryOperation.AnswersAsync(
            app, "invalid-query", "surprise", _ => true, operation => app.Api.CallAsync(operation, query: "?surprise=1"));

    [Theory]
    [InlineData("!")]
    [InlineData("bm9uc2Vuc2UtY3Vyc29yLW9mLWFub3RoZXItbGlzdA")]
    public Task Call_WhenTheCursorIsMalformedOrOfAnotherList_SaysSo(string cursor) => EveryOperation.AnswersAsync(
        app, "malformed-cursor", "cursor", operation => operation.Parameters.ContainsKey("cursor"),
        operation => app.Api.CallAsync(
            operation, query: "?cursor=" + Uri.EscapeDataString(cursor),
            change: r => r.Headers.TryAddWithoutValidation("Purpose", "review")));

    private Task WithClaimsAsync(string problem, Action<JsonObject> change) => EveryOperation.AnswersAsync(
        app, problem, null, _ => true,
        operation => app.Api.CallAsync(
            operation, change: r => r.Headers.Authorization = Bearer(app.Api.Tokens.For(operation.Allowed, change))));

    private string ApplicationOf(Operation operation) => app.Api.Tokens.For(operation.Allowed, claims =>
    {
        claims["idtyp"] = "app";
        claims["oid"] = "service-of-" + operation.Allowed.App;
        claims.Remove("scp");
    });

    private static AuthenticationHeaderValue Bearer(string token) => new("Bearer", token);
}
