using System.Reflection;
using System.Text.RegularExpressions;
using DataSharing.Embedded.Hosting.Timers;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Tests.Sharing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>
/// What the generators, analyzers and the host of Azure Functions demand of a function, looked for in every function of the app:
/// some of it the embedded runtime would not mind, and a breach would show only where the official packages are.
/// </summary>
public sealed partial class FunctionRuleTests
{
    private static readonly Type[] Triggers = [
        typeof(HttpTriggerAttribute),
        typeof(TimerTriggerAttribute),
        typeof(OrchestrationTriggerAttribute),
        typeof(ActivityTriggerAttribute),
    ];

    private static readonly IReadOnlyList<MethodInfo> Functions = [.. typeof(SharingRequestOrchestrator).Assembly.GetTypes()
        .SelectMany(
            type => type.GetMethods(
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.IsDefined(typeof(FunctionAttribute)))];

    public static TheoryData<string> Names() => [.. Functions.Select(Name)];

    [Fact]
    public void Functions_WhenListed_HaveNamesTheHostTakes()
    {
        Assert.NotEmpty(Functions);
        Assert.All(Functions, function => Assert.Matches(FunctionName(), Name(function)));
        Assert.Equal(Functions.Count, Functions.Select(Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    // The generated code finds a function by class and method alone: of two overloads it would call one for both.
    [Fact]
    public void Functions_WhenListed_HaveEntryPointsOfTheirOwn() =>
        Assert.Equal(
            Functions.Count, Functions.Select(function => $"{function.DeclaringType!.FullName}.{function.Name}").Distinct().Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_WhenCalledByGeneratedCode_IsWithinItsReach(string name)
    {
        MethodInfo function = Function(name);
        Type type = function.DeclaringType!;
        Assert.True(
            function.IsPublic && type is { IsPublic: true, IsNested: false, ContainsGenericParameters: false }
                && !function.IsGenericMethod);
        Assert.True(function.IsStatic || type.GetConstructors().Length == 1);
        Assert.DoesNotContain(
            type.GetConstructors().SelectMany(constructor => constructor.GetParameters()),
            parameter => typeof(DurableTaskClient).IsAssignableFrom(parameter.ParameterType));
        Assert.True(function.ReturnType != typeof(void), "an async void is not waited for");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_WhenBound_HasOneTriggerAndOnlyParametersThatTheWorkerKnows(string name)
    {
        ParameterInfo[] parameters = Function(name).GetParameters();
        (ParameterInfo trigger, Attribute kind) = Trigger(name);
        Assert.All(parameters, parameter => Assert.InRange(Bindings(parameter).Count(), 0, 1));
        Assert.All(parameters.Where(parameter => Bindings(parameter).Any()), parameter => Assert.Matches(BindingName(), parameter.Name!));
        foreach (ParameterInfo parameter in parameters.Where(parameter => parameter != trigger))
        {
            bool known = parameter.IsDefined(typeof(DurableClientAttribute)) ? parameter.ParameterType == typeof(DurableTaskClient)
                : kind is OrchestrationTriggerAttribute ? parameter.ParameterType != typeof(CancellationToken)
                : parameter.ParameterType == typeof(CancellationToken)
                    || (kind is HttpTriggerAttribute http && IsRouteValue(http, parameter));
            Assert.True(known, $"{name}: {parameter}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_WhenTriggered_TakesAndAnswersWhatItsTriggerMeans(string name)
    {
        MethodInfo function = Function(name);
        (ParameterInfo trigger, Attribute kind) = Trigger(name);
        switch (kind)
        {
            case HttpTriggerAttribute http:
                Assert.Equal(typeof(HttpRequest), trigger.ParameterType);
                Assert.True(function.ReturnType == typeof(Task<IResult>) || function.ReturnType == typeof(IResult));
                Assert.NotEmpty(http.Methods!);
                Assert.Subset(
                    new HashSet<string> { "get", "head", "post", "put", "patch", "delete", "options" }, http.Methods!.ToHashSet());
                // Left out, it means one thing to the attribute and another to the host.
                Assert.Contains(
                    trigger.GetCustomAttributesData(),
                    data => data.ConstructorArguments is [var level, ..] && level.ArgumentType == typeof(AuthorizationLevel));
                break;
            case TimerTriggerAttribute timer:
                Assert.Equal(typeof(TimerInfo), trigger.ParameterType);
                Assert.Equal(typeof(Task), function.ReturnType);
                Assert.Equal(6, timer.Schedule.Split(' ').Length);
                Assert.NotNull(TimerSchedule.Parse(timer.Schedule, new ConfigurationBuilder().Build()));
                break;
            case OrchestrationTriggerAttribute orchestration:
                Assert.Equal(typeof(TaskOrchestrationContext), trigger.ParameterType);
                Assert.True(function.IsStatic, "an orchestrator has no services to be given");
                Assert.True(function.GetParameters().Length <= 2 && function.GetParameters()[0] == trigger, "the context, then the input");
                Assert.Null(orchestration.Orchestration);
                break;
            case ActivityTriggerAttribute activity:
                // Nothing to answer would be called as CallActivityAsync of no type; the embedded engine and the analyzers want one.
                Assert.True(function.ReturnType.IsGenericType && function.ReturnType.GetGenericTypeDefinition() == typeof(Task<>));
                Assert.Null(activity.Activity);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Route_WhenTheHostReadsIt_IsOneAndNotReserved(string name)
    {
        if (Trigger(name).Kind is not HttpTriggerAttribute http)
            return;
        string route = http.Route ?? name;
        Assert.True(route.Length > 0, "the host takes an empty route for none and puts the function's name there, the worker does not");
        RoutePattern pattern = RoutePatternFactory.Parse(route);
        Assert.DoesNotContain(pattern.PathSegments.Take(1).SelectMany(segment => segment.Parts).OfType<RoutePatternLiteralPart>(),
            part => part.Content.ToLowerInvariant() is "admin" or "runtime");
        Assert.False(
            route.StartsWith('/') || route.EndsWith('/') || route.Contains('%', StringComparison.Ordinal),
            "a percent sign means a setting");
        // Every value of the route has a parameter, or nobody needs it.
        Assert.Subset(
            Function(name).GetParameters().Select(parameter => parameter.Name!).ToHashSet(),
            pattern.Parameters.Select(parameter => parameter.Name).ToHashSet());
    }

    [Fact]
    public void Messages_WhenListedFromTheFunctions_AreRecordsThatATestRoundTrips()
    {
        Type[] messages = [.. Functions.Where(
            function => Trigger(Name(function)).Kind is OrchestrationTriggerAttribute or ActivityTriggerAttribute)
            .SelectMany(
                function => function.GetParameters().Where(parameter => !parameter.IsDefined(typeof(DurableClientAttribute)))
                    .Select(parameter => parameter.ParameterType)
                .Append(function.ReturnType.GenericTypeArguments.FirstOrDefault() ?? typeof(bool)))
            .Where(type => type.Assembly == typeof(SharingRequestOrchestrator).Assembly).Distinct()];
        Assert.NotEmpty(messages);
        Assert.All(messages, type => Assert.NotNull(type.GetMethod("<Clone>$")));
        Assert.Subset(MessageTests.Messages.Cast<object[]>().Select(row => row[0].GetType()).ToHashSet(), messages.ToHashSet());
    }

    private static bool IsRouteValue(HttpTriggerAttribute http, ParameterInfo parameter) =>
        parameter.ParameterType == typeof(string) && RoutePatternFactory.Parse(http.Route ?? "").GetParameter(parameter.Name!) is not null;

    private static string Name(MethodInfo function) => function.GetCustomAttribute<FunctionAttribute>()!.Name;

    private static MethodInfo Function(string name) => Functions.Single(function => Name(function) == name);

    private static (ParameterInfo Parameter, Attribute Kind) Trigger(string name) => Function(name).GetParameters()
        .SelectMany(
            parameter => Bindings(parameter).Where(binding => Triggers.Contains(binding.GetType()))
                .Select(binding => (parameter, binding))).Single();

    private static IEnumerable<Attribute> Bindings(ParameterInfo parameter) =>
        parameter.GetCustomAttributes().Where(attribute => Triggers.Contains(attribute.GetType()) || attribute is DurableClientAttribute);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex FunctionName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{0,127}$")]
    private static partial Regex BindingName();
}
