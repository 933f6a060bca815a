using System.Reflection;
using DataSharing.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Tests.Worker;

public sealed class QuietFaultsTests : IDisposable
{
    private const string Name = "Ilveta Quorra";
    private readonly CapturedLogs _logs = new();

    [Theory]
    [InlineData("activityTrigger")]
    [InlineData("timerTrigger")]
    public async Task Invoke_WhenAFunctionFails_TellsTypesAndStackAndNoMessage(string trigger)
    {
        QuietFault passed = await FailAsync(trigger, Thrown());
        Assert.Equal("FormatException", passed.Message);
        Assert.DoesNotContain(Name, passed.ToString(), StringComparison.Ordinal);
        Assert.Null(passed.InnerException);
        AssertTold("System.FormatException <- System.ArgumentException");
    }

    [Fact]
    public async Task Invoke_WhenTheDurableExtensionWrappedTheFailure_TellsTheTypesInItAndNoMessage()
    {
        QuietFault passed = await FailAsync("activityTrigger", Wrapped(Thrown()));
        Assert.Equal("FormatException", passed.Message);
        Assert.DoesNotContain(Name, passed.ToString(), StringComparison.Ordinal);
        Assert.Null(passed.InnerException);
        AssertTold("System.FormatException <- System.ArgumentException");
    }

    [Fact]
    public async Task Invoke_WhenAWrappedTypeIsNested_NamesItWithoutItsOuterType()
    {
        QuietFault passed = await FailAsync("activityTrigger", Wrapped(new OddlyNamedException()));
        Assert.Equal(nameof(OddlyNamedException), passed.Message);
    }

    [Fact]
    public void Read_WhenAStackBeginsWithTheMessage_TakesTheFramesAlone()
    {
        var read = WrappedFault.Read(Wrapped(new ToldByItsStackException()));
        Assert.Contains("   at A.B()", read.Description, StringComparison.Ordinal);
        Assert.DoesNotContain(Name, read.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhenWhatStandsForTheTypeIsNoName_TellsNoneOfIt()
    {
        Exception wrapped = Wrapped(new OddlyNamedException());
        typeof(Exception).GetField(
            "_message", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(wrapped, $$"""{"errorType": "{{Name}}"}""");
        var read = WrappedFault.Read(wrapped);
        Assert.Equal("an exception", read.Type);
        Assert.DoesNotContain(Name, read.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhenTheFailureIsNoneOfTheExtension_TellsItsOwnTypes()
    {
        // Looks like the extension's message and is not: nothing is taken out of it.
        var read = WrappedFault.Read(new InvalidOperationException($$"""{"errorType": "{{Name}}", "errorMessage": "{{Name}}"}"""));
        Assert.Equal(nameof(InvalidOperationException), read.Type);
        Assert.DoesNotContain(Name, read.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_WhenAnOrchestratorFails_LeavesItToDurable() =>
        Assert.Same(
            Error,
            await Assert.ThrowsAsync<FormatException>(
                () => new QuietFaults(Logger()).Invoke(FunctionCalls.Of("SharingRequest", "orchestrationTrigger"), _ => throw Error)));

    public void Dispose() => _logs.Dispose();

    private static FormatException Error { get; } = new(Name);

    private async Task<QuietFault> FailAsync(string trigger, Exception fault) =>
        await Assert.ThrowsAsync<QuietFault>(
            () => new QuietFaults(Logger()).Invoke(FunctionCalls.Of("Decide", trigger), _ => Task.FromException(fault)));

    private void AssertTold(string types)
    {
        string line = Assert.Single(_logs.Entries).Text;
        Assert.StartsWith("Decide failed in invocation-1: " + types, line, StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), line, StringComparison.Ordinal);
        Assert.DoesNotContain("Ilveta", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Quorra", line, StringComparison.Ordinal);
    }

    private ILogger<QuietFaults> Logger() => new LoggerFactory([_logs]).CreateLogger<QuietFaults>();

    // With a stack of its own, and a message of two lines, the second of which looks like a frame.
    private static FormatException Thrown()
    {
        try
        {
            throw new FormatException($"cannot read\n at {Name}", new ArgumentException(Name));
        }
        catch (FormatException thrown)
        {
            return thrown;
        }
    }

    // As the extension does it before any middleware sees the failure; its type is internal.
    private static Exception Wrapped(Exception fault)
    {
        Type wrapper = typeof(DurableTaskExtensionStartup).Assembly.GetType(
            "Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Exceptions.DurableSerializationException", throwOnError: true)!;
        return (Exception)Activator.CreateInstance(wrapper, BindingFlags.Instance | BindingFlags.NonPublic, null, [fault], null)!;
    }

    private sealed class OddlyNamedException : Exception;

    private sealed class ToldByItsStackException : Exception
    {
        public override string StackTrace => $"X: {Name}\n   at A.B()";
    }
}
