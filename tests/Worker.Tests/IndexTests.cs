using System.Reflection;
using System.Text.Json;
using DataSharing.Functions.Http;
using DataSharing.Worker.Tests.Support;
using DataSharing.WorkerHost;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Worker.Tests;

/// <summary>What the worker tells its host about the app.</summary>
[Collection(WorkerCollection.Name)]
public sealed class IndexTests(RunningWorker app)
{
    [Fact]
    public void Index_WhenTheWorkerIsAsked_HasEveryFunctionOfTheSource()
    {
        string[] methods =
        [
            .. typeof(SurvivorHost).Assembly.GetTypes().SelectMany(
                type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
                .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
                .Select(method => $"{method.GetCustomAttribute<FunctionAttribute>()!.Name} {method.DeclaringType!.FullName}.{method.Name}"),
        ];
        Assert.True(methods.Length > 50);
        Assert.Equal(
            methods.Order(StringComparer.Ordinal),
            app.Host.Functions.Select(function => $"{function.Name} {function.EntryPoint}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Index_WhenTheWorkerIsAsked_IsWhatTheBuildWrote()
    {
        using var built = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(WorkerProcess.BuiltApp, "functions.metadata")));
        IEnumerable<string> written = built.RootElement.EnumerateArray().Select(function => Line(
            function.GetProperty("name").GetString()!, function.GetProperty("bindings").EnumerateArray().Select(binding =>
                (binding.GetProperty("direction").GetString()!, binding.GetProperty("type").GetString()!, binding.GetProperty("name")
                    .GetString()!))));
        Assert.Equal(
            written.Order(StringComparer.Ordinal),
            app.Host.Functions.Select(function => Line(function.Name, function.Bindings)).Order(StringComparer.Ordinal));
    }

    private static string Line(string name, IEnumerable<(string Direction, string Type, string Name)> bindings) =>
        $"{name}: {string.Join(", ", bindings.Select(binding => $"{binding.Direction} {binding.Type} {binding.Name}").Order(StringComparer.Ordinal))}";
}
