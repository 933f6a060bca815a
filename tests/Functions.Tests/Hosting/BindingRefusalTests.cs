using DataSharing.Embedded.Installation;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Tests.Hosting;

// DURABLE0008, DURABLE1002: the functions below are wrong on purpose.
#pragma warning disable DURABLE0008, DURABLE1002
public sealed class BindingRefusalTests
{
    [Theory]
    [InlineData(
        typeof(UnknownParameter),
        "function 'Odd' (UnknownParameter.Run): parameter 'mystery' of type String is no value of the route 'things/{id}'")]
    [InlineData(typeof(UnreadableRouteValue), "parameter 'id' of type Version cannot be read from a route")]
    [InlineData(typeof(MissingRouteValue), "parameter 'id' of type Int32 must be nullable")]
    [InlineData(typeof(WrongTrigger), "parameter 'context' of type HttpContext must be HttpRequest")]
    [InlineData(typeof(UnknownConstraint), "parameter 'request' has the route 'things/{id:inch}', which is not usable")]
    [InlineData(typeof(BrokenRoute), "parameter 'request' has the route 'things/{id', which is not usable")]
    [InlineData(typeof(KeyedFunction), "authorization level Function needs host keys")]
    [InlineData(typeof(StringAnswer), "it returns Task<String>; an HTTP function returns IResult")]
    [InlineData(typeof(UnknownService), "its constructor's parameter 'services' of type List<Version> is no registered service")]
    [InlineData(typeof(NoTrigger), "function 'Odd' (NoTrigger.Run): no parameter carries a trigger attribute")]
    [InlineData(typeof(TwoTriggers), "more than one parameter carries a trigger attribute")]
    [InlineData(typeof(Hidden), "the method and its class must be public")]
    [InlineData(typeof(Twins), "function 'Odd' is declared 2 times: Twins.One, Twins.Two")]
    [InlineData(typeof(SameRoute), "its route 'Things/{:int}' (GET, POST) is already taken by function 'First' (POST, PUT)")]
    [InlineData(typeof(BadSchedule), "parameter 'timer' of type TimerInfo has the schedule '0 0 25 * * *': 25 is higher than the maximum")]
    [InlineData(typeof(MissingSchedule), "the setting 'Nightly' is missing")]
    [InlineData(typeof(TimerWithString), "parameter 'name' of type String cannot be bound")]
    [InlineData(typeof(OrchestratorWithClient), "parameter 'client' of type DurableTaskClient cannot be bound")]
    [InlineData(
        typeof(OrchestratorWithTwoInputs),
        "parameter 'second' of type Int32 cannot be bound: an orchestrator takes its context and one input")]
    [InlineData(typeof(ActivityWithTwoInputs), "parameter 'second' of type Int32 cannot be bound")]
    [InlineData(typeof(SameActivity), "2 activities are named 'Sum'")]
    public async Task Start_WhenFunctionCannotBeHosted_NamesIt(Type functions, string told)
    {
        StartRefusedException refused = await Assert.ThrowsAsync<StartRefusedException>(() => RunningHost.StartAsync(functions: functions));
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenSeveralFunctionsCannotBeHosted_NamesAllAtOnce()
    {
        StartRefusedException refused = await Assert.ThrowsAsync<StartRefusedException>(() =>
            RunningHost.StartAsync(functions: typeof(ThreeProblems)));
        Assert.Equal(3, refused.Reasons.Count);
    }

    [Fact]
    public async Task Start_WhenRoutesDifferInConstraintOrMethod_IsFine()
    {
        await using RunningHost host = await RunningHost.StartAsync(functions: typeof(Neighbours));
        Assert.Equal((200, "number"), await host.GetAsync("/things/1"));
        Assert.Equal((200, "word"), await host.GetAsync("/things/one"));
        Assert.Equal((200, "posted"), await host.SendAsync(HttpMethod.Post, "/things/1"));
    }

    public static class UnknownParameter
    {
        [Function("Odd")]
        public static IResult Run(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "things/{id}")] HttpRequest request, string id,
            string mystery) => Results.Text(id + mystery);
    }

    public static class UnreadableRouteValue
    {
        [Function("Odd")]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "things/{id}")] HttpRequest request, Version id) =>
            Results.Text(id.ToString());
    }

    public static class MissingRouteValue
    {
        [Function("Odd")]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "things/{id?}")] HttpRequest request, int id) =>
            Results.Json(id);
    }

    public static class WrongTrigger
    {
        [Function("Odd")]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpContext context) => Results.Empty;
    }

    public static class UnknownConstraint
    {
        [Function("Odd")]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "things/{id:inch}")] HttpRequest request, string id) =>
            Results.Text(id);
    }

    public static class BrokenRoute
    {
        [Function("Odd")]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "things/{id")] HttpRequest request) => Results.Empty;
    }

    public static class KeyedFunction
    {
        [Function("Odd")]
        public static IResult Run([HttpTrigger] HttpRequest request) => Results.Empty;
    }

    public static class StringAnswer
    {
        [Function("Odd")]
        public static Task<string> Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Task.FromResult("");
    }

    public sealed class UnknownService(List<Version> services)
    {
        [Function("Odd")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Json(services.Count);
    }

    public static class NoTrigger
    {
        [Function("Odd")]
        public static IResult Run(HttpRequest request) => Results.Empty;
    }

    public static class TwoTriggers
    {
        [Function("Odd")]
        public static IResult Run(
            [HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request,
            [TimerTrigger("0 * * * * *")] TimerInfo timer) => Results.Empty;
    }

    public static class Hidden
    {
        [Function("Odd")]
        internal static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Empty;
    }

    public static class Twins
    {
        [Function("Odd")]
        public static IResult One([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Empty;

        [Function("Odd")]
        public static IResult Two([HttpTrigger(AuthorizationLevel.Anonymous, Route = "two")] HttpRequest request) => Results.Empty;
    }

    public static class SameRoute
    {
        [Function("First")]
        public static IResult One(
            [HttpTrigger(AuthorizationLevel.Anonymous, "put", "post", Route = "things/{id:int}")] HttpRequest request,
            int id) => Results.Json(id);

        [Function("Second")]
        public static IResult Two(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", "get", Route = "Things/{number:int}")] HttpRequest request,
            int number) => Results.Json(number);
    }

    public static class Neighbours
    {
        [Function("Number")]
        public static IResult One([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id:int}")] HttpRequest request) =>
            Results.Text("number");

        [Function("Word")]
        public static IResult Two([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id:alpha}")] HttpRequest request) =>
            Results.Text("word");

        [Function("Posted")]
        public static IResult Three([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "things/{id:int}")] HttpRequest request) =>
            Results.Text("posted");
    }

    public static class BadSchedule
    {
        [Function("Odd")]
        public static void Run([TimerTrigger("0 0 25 * * *")] TimerInfo timer)
        {
        }
    }

    public static class MissingSchedule
    {
        [Function("Odd")]
        public static void Run([TimerTrigger("%Nightly%")] TimerInfo timer)
        {
        }
    }

    public static class TimerWithString
    {
        [Function("Odd")]
        public static void Run([TimerTrigger("0 0 3 * * *")] TimerInfo timer, string name)
        {
        }
    }

    public static class OrchestratorWithClient
    {
        [Function("Odd")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, [DurableClient] DurableTaskClient client) =>
            Task.CompletedTask;
    }

    public static class OrchestratorWithTwoInputs
    {
        [Function("Odd")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, int first, int second) => Task.CompletedTask;
    }

    public static class ActivityWithTwoInputs
    {
        [Function("Odd")]
        public static int Run([ActivityTrigger] int first, int second) => first + second;
    }

    public static class SameActivity
    {
        [Function("One")]
        public static int One([ActivityTrigger(Activity = "Sum")] int input) => input;

        [Function("Two")]
        public static int Two([ActivityTrigger(Activity = "sum")] int input) => input;
    }

    public static class ThreeProblems
    {
        [Function("One")]
        public static IResult One([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, string mystery) => Results.Text(mystery);

        [Function("Two")]
        public static void Two([TimerTrigger("soon")] TimerInfo timer)
        {
        }

        [Function("Three")]
        public static int Three([ActivityTrigger] int first, [DurableClient] int second) => first + second;
    }
}
