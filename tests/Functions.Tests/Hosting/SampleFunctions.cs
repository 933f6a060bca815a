using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Tests.Hosting;

public sealed record Greeting(string Word);

public sealed class SampleFunctions(Greeting greeting)
{
    [Function("Hello")]
    public IResult Hello([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
        Results.Text($"{greeting.Word} by {request.Method}");

    [Function("ReadItem")]
    public static Task<IResult> ReadItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/{id:int}/{part?}")] HttpRequest request, int id, string? part,
        CancellationToken cancellation)
    {
        Assert.Equal(request.HttpContext.RequestAborted, cancellation);
        return Task.FromResult(Results.Text($"read {id + 1} {part ?? "whole"}"));
    }

    [Function("PutItem")]
    public static async ValueTask<Ok<string>> PutItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", "patch", Route = "items/{number:int}")] HttpRequest request, int number)
    {
        using var reader = new StreamReader(request.Body);
        return TypedResults.Ok($"put {number} {(await reader.ReadToEndAsync()).Length}");
    }

    [Function("ReadNamed")]
    public static IResult ReadNamed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/{name:alpha}")] HttpRequest request,
        string name) => Results.Text("named " + name);

    [Function("ReadCase")]
    public static IResult ReadCase(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "cases/{id}/{page:long?}")] HttpRequest request, Guid id, long? page) =>
        Results.Text($"{id:N} {page}");

    [Function("Nothing")]
    public static void Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
    {
    }

    [Function("Fail")]
    public static Task<IResult> Fail([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException("Maria Canary");

    [Function("FailLate")]
    public static async Task<IResult> FailLate([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        await request.HttpContext.Response.WriteAsync("half");
        await request.HttpContext.Response.Body.FlushAsync();
        throw new InvalidOperationException("Maria Canary");
    }

    [Function("Page")]
    public static IResult Page([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "page")] HttpRequest request) =>
        new RazorComponentResult<SampleComponent>(new { Name = "<R>" });

    [Function("SurvivorPage")]
    public static IResult SurvivorPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "w/{*rest}")] HttpRequest request) =>
        Results.Text("w");

    [Function("Root")]
    public static IResult Root([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "/")] HttpRequest request) => Results.Text("root");
}

public sealed class SampleComponent : ComponentBase
{
    [Parameter]
    public string Name { get; set; } = "";

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "p");
        builder.AddContent(1, Name);
        builder.CloseElement();
    }
}
