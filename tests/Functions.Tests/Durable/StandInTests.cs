using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace DataSharing.Functions.Tests.Durable;

/// <summary>What the app relies on in the SDK types; passes against our declarations and the official packages.</summary>
public sealed class StandInTests
{
    [Fact]
    public void TaskName_WhenOnlyTheCaseDiffers_IsEqual()
    {
        Assert.Equal(new TaskName("Decide"), (TaskName)"decide");
        Assert.Equal("Decide", new TaskName("Decide"));
    }

    [Theory]
    [InlineData(0, 1, 1, null, null)]
    [InlineData(1, 0, 1, null, null)]
    [InlineData(1, 1, 0.5, null, null)]
    [InlineData(1, 2, 1, 1, null)]
    [InlineData(1, 2, 1, null, 1)]
    public void RetryPolicy_WhenAnArgumentIsOutOfRange_Throws(int attempts, int first, double backoff, int? max, int? timeout) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(
            attempts,
            TimeSpan.FromSeconds(first),
            backoff,
            max is { } m ? TimeSpan.FromSeconds(m) : null,
            timeout is { } t ? TimeSpan.FromSeconds(t) : null));

    [Fact]
    public void RetryPolicy_WhenOnlyTheNecessaryIsGiven_HasTheDocumentedDefaults()
    {
        var policy = new RetryPolicy(3, TimeSpan.FromSeconds(5));
        Assert.Equal(1, policy.BackoffCoefficient);
        Assert.Equal(TimeSpan.FromHours(1), policy.MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, policy.RetryTimeout);
    }

    [Fact]
    public void TaskFailedException_WhenMadeOfAnException_SaysWhichTaskAndWhy()
    {
        var failure = new TaskFailedException("Seal", 4, new IOException("disk"));
        Assert.Equal("Task 'Seal' (#4) failed with an unhandled exception: disk", failure.Message);
        Assert.True(failure.FailureDetails.IsCausedBy<IOException>());
        Assert.False(failure.FailureDetails.IsCausedBy<FormatException>());
    }

    [Fact]
    public async Task Pageable_WhenPagesFollow_ReadsAllValues()
    {
        var pages = Pageable.Create<string>((token, _) => Task.FromResult(token is null
            ? new Page<string>(["a", "b"], "next")
            : new Page<string>(["c"])));
        var values = new List<string>();
        await foreach (string value in pages)
            values.Add(value);
        Assert.Equal(["a", "b", "c"], values);
    }

    [Fact]
    public void JsonDataConverter_WhenARecordHasPropertiesOnly_RoundTripsWithAndWithoutFields()
    {
        var message = new Sample("r-1", 3);
        foreach (var converter in new[] { JsonDataConverter.Default, new JsonDataConverter(new JsonSerializerOptions()) })
        {
            string text = converter.Serialize(message)!;
            Assert.Equal("""{"Release":"r-1","Part":3}""", text);
            Assert.Equal(message, converter.Deserialize<Sample>(text));
        }

        Assert.Null(JsonDataConverter.Default.Serialize(null));
    }

    [Fact]
    public void SubOrchestrationOptions_WhenMadeOfOptions_KeepThem()
    {
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromSeconds(1))).WithInstanceId("child");
        Assert.Equal("child", options.InstanceId);
        Assert.Equal(2, options.Retry!.Policy!.MaxNumberOfAttempts);
    }

    private sealed record Sample(string Release, int Part);
}
