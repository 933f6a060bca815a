using Microsoft.DurableTask;

namespace DataSharing.Functions.Tests.Repository;

public sealed class OrchestratorTests
{
    [Fact]
    public void OrchestratorFiles_WhenScanned_TouchNothingThatReplayWouldChange()
    {
        // Not the orchestrators' own files alone: what they call with their context runs in the replay too.
        var paths = SourceTree.Files(".cs").Where(path => path.StartsWith("functions/DataSharing.Functions/", StringComparison.Ordinal))
            .Where(
                path => SourceTree.CodeOnly(SourceTree.Read(path)).Contains(
                    nameof(TaskOrchestrationContext), StringComparison.Ordinal)).ToList();
        Assert.Contains(paths, path => path.EndsWith("Steps.cs", StringComparison.Ordinal));
        foreach (string path in paths)
        {
            Assert.True(
                OrchestratorScan.Offences(SourceTree.Read(path)) is [],
                $"{path}: {string.Join(", ", OrchestratorScan.Offences(SourceTree.Read(path)))}");
        }
    }

    [Fact]
    public void OrchestrationTrigger_WhenUsed_StandsInAFileThatTheScanReads()
    {
        IEnumerable<string> elsewhere = SourceTree.Files(".cs")
            .Where(
                path => path.StartsWith("functions/DataSharing.Functions/", StringComparison.Ordinal)
                    && !path.EndsWith("Orchestrator.cs", StringComparison.Ordinal))
            .Where(path => SourceTree.CodeOnly(SourceTree.Read(path)).Contains("[OrchestrationTrigger", StringComparison.Ordinal));
        Assert.Empty(elsewhere);
    }

    [Theory]
    [InlineData("var t = DateTime.UtcNow;")]
    [InlineData("var t = DateTimeOffset.Now;")]
    [InlineData("await Task.Delay(5);")]
    [InlineData("await Task.Run(() => 1);")]
    [InlineData("var id = Guid.NewGuid();")]
    [InlineData("while (true) { await context.CreateTimer(due, stop.Token); }")]
    [InlineData("await task.ContinueWith(_ => 1);")]
    [InlineData("public static Task RunAsync(ILogger<Foo> log)")]
    [InlineData("var n = Random.Shared.Next();")]
    [InlineData("RandomNumberGenerator.Fill(bytes);")]
    [InlineData("Environment.GetEnvironmentVariable(name);")]
    [InlineData("HttpClient client;")]
    [InlineData("File.ReadAllText(name);")]
    [InlineData("SqliteConnection connection;")]
    [InlineData("public Foo(TimeProvider time) { }")]
    public void Offences_WhenCodeIsNotDeterministic_NamesIt(string code) => Assert.Single(OrchestratorScan.Offences(code));

    [Theory]
    [InlineData("var t = context.CurrentUtcDateTime; var id = context.NewGuid();")]
    [InlineData("await context.CreateTimer(due, stop.Token); await Task.WhenAny(a, b); await Task.WhenAll(a, b);")]
    [InlineData("// DateTime.UtcNow would differ on replay\nvar s = \"Task.Delay\";")]
    [InlineData("using var stop = new CancellationTokenSource();")]
    public void Offences_WhenCodeIsDeterministic_FindsNone(string code) => Assert.Empty(OrchestratorScan.Offences(code));
}
