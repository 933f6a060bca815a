using System.Text.Json.Nodes;
using DataSharing.Embedded.Development;
using DataSharing.Functions.Http;
using DataSharing.Functions.OpenApi;

namespace DataSharing.Functions.Tests.Cases;

/// <summary>Every operation below a case, asked by a foreign agency: there is no such case, and nothing happens.</summary>
[Collection(CaseCollection.Name)]
public sealed class ForeignCaseTests(RunningApp running) : CaseTestBase(running)
{
    public static TheoryData<string> Operations => [.. OperationCatalogue.All
        .Where(one => one.Route.StartsWith(Routes.Case, StringComparison.Ordinal)).Select(one => one.Id)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_WhenTheCaseIsForeign_FindsNoneAndDoesNothing(string id)
    {
        ApiOperation operation = OperationCatalogue.All.Single(one => one.Id == id);
        string caseId = await OpenAsync();
        string before = await StateAsync(caseId);

        Answer answer = await Foreign(operation).SendAsync(
            new HttpMethod(operation.Method), Address(operation, caseId), operation.Body is { } body ? Body(body) : null,
            operation.IdempotencyKey ? "key-" + caseId : null, operation.IfMatch ? "\"1\"" : null);

        Assert.Equal("not-found", answer.Must(404).Problem);
        Assert.Equal(before, await StateAsync(caseId));
    }

    private ApiClient Foreign(ApiOperation operation) => As(App.Get<IReadOnlyList<DevelopmentPrincipal>>().First(one =>
        one.Kind == PrincipalKind.Person && one.Registration is "reg-shelter" && operation.Roles.Any(one.Roles.Contains)).Id);

    private static JsonNode Body(Type type) =>
        BodyExamples.Of(type) ?? throw new InvalidOperationException($"{type.Name} has no example");

    private static string Address(ApiOperation operation, string caseId) =>
        '/' + string.Join('/', operation.Route.Split('/').Select(part => part switch
        {
            "{caseId}" => caseId,
            _ when part.StartsWith('{') => "00000000000000000000000000",
            _ => part,
        }));
}
