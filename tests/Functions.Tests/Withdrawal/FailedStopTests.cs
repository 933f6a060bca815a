using DataSharing.Functions.Keys;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Support;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>Whatever fails while she stops, she is told that it did not work, and one press tries again.</summary>
public sealed class FailedStopTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private HookedStore _store = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(inner => _store = new HookedStore(inner));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public static TheoryData<string> Faults => ["store", "keys", "canceled", "timeout", "invalid", "io", "memory"];

    private static Exception FaultOf(string name) => name switch
    {
        "store" => new StoreUnavailableException("full"),
        "keys" => new KeyUnavailableException("k"),
        "canceled" => new TaskCanceledException(),
        "timeout" => new TimeoutException(),
        "invalid" => new InvalidDataException("Maria Canary"),
        "io" => new IOException("no space left on Maria Canary"),
        _ => new InsufficientMemoryException(),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Stop_WhenAnythingFails_IsAPageThatSaysSoAndTriesAgain(string fault)
    {
        HandedLink link = await _app.HandLinkAsync();
        foreach ((string kind, Container container) in new[] { ("read", Container.Links), ("read", Container.Cases), ("commit", Container.Cases) })
        {
            _store.Before = (step, partition) => step == kind && partition.Container == container ? throw FaultOf(fault) : Task.CompletedTask;
            Answer failed = await _app.SubmitAsync(("action", "stop"), ("secret", link.Secret), ("l", "en"));
            _store.Before = null;
            Assert.Equal(503, failed.Status);
            Assert.True(failed.Headers.ContainsKey("Retry-After"));
            Assert.Equal("text/html", failed.MediaType);
            Assert.Contains("This did not work", failed.Text, StringComparison.Ordinal);
            Assert.Contains("Nothing was changed", failed.Text, StringComparison.Ordinal);
            Assert.Contains($"name=\"secret\" value=\"{link.Secret}\"", failed.Text, StringComparison.Ordinal);
            Assert.Contains("value=\"stop\"", failed.Text, StringComparison.Ordinal);
        }

        Assert.Empty(await _app.StopsAsync(link.Case));
        Assert.DoesNotContain(_app.Log.Lines, line => line.Contains("Canary", StringComparison.Ordinal));
        Assert.Equal(200, (await _app.SubmitAsync(("action", "stop"), ("secret", link.Secret))).Status);
        Assert.Single(await _app.StopsAsync(link.Case));
    }

    [Fact]
    public async Task Stop_WhenOneOfTwoCasesFails_StopsTheOtherAndSaysThatItDidNotWork()
    {
        HandedLink one = await _app.HandLinkAsync(), other = await _app.HandLinkAsync();
        (string, string)[] press = [("action", "stop"), ("secret", one.Secret), ("code", other.Code), ("l", "en")];
        _store.Before = (step, partition) => step == "commit" && partition == Partition.Case(one.Case) ? throw new StoreUnavailableException("full") : Task.CompletedTask;
        Answer failed = await _app.SubmitAsync(press);
        _store.Before = null;
        Assert.Equal(503, failed.Status);
        Assert.DoesNotContain("Sharing is stopped", failed.Text, StringComparison.Ordinal);
        Assert.Empty(await _app.StopsAsync(one.Case));
        Assert.Single(await _app.StopsAsync(other.Case));
        Assert.Equal(200, (await _app.SubmitAsync(press)).Status);
        Assert.Single(await _app.StopsAsync(one.Case));
    }

    [Fact]
    public async Task Stop_WhenOnlyWhatFollowsItFails_IsInForceAndSaysSo()
    {
        HandedLink link = await _app.HandLinkAsync();
        int links = 0;
        // The number that leads on is written last, and whoever counts is not asked at all.
        _store.Before = (step, partition) => (step == "commit" && partition.Container == Container.Links && ++links > 0) || partition.Container == Container.Throttle
            ? throw new StoreUnavailableException("full") : Task.CompletedTask;
        Answer stopped = await _app.SubmitAsync(("action", "stop"), ("code", link.Code), ("l", "en"));
        _store.Before = null;
        Assert.Equal((200, 1), (stopped.Status, links));
        Assert.Single(await _app.StopsAsync(link.Case));
    }

    [Fact]
    public async Task StopOne_WhenItFails_IsTriedAgainWithOnePress()
    {
        HandedLink link = await _app.HandLinkAsync();
        var consent = await _app.ConsentAsync(link.Case);
        string visit = await _app.Get<Visits>().BeginAsync(link.Case, default, link.Id);
        (string, string)[] press = [("action", "stop-one"), ("visit", visit), ("consent", consent.Id), ("scope", consent.Scopes[0].Id), ("secret", link.Secret), ("l", "en")];
        _store.Before = (step, partition) => step == "commit" && partition.Container == Container.Cases ? throw new StoreUnavailableException("full") : Task.CompletedTask;
        Answer failed = await _app.SubmitAsync(press);
        _store.Before = null;
        Assert.Equal(503, failed.Status);
        foreach ((string name, string value) in press)
            Assert.Contains($"name=\"{name}\" value=\"{value}\"", failed.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await _app.SubmitAsync(press)).Status);
    }

    [Fact]
    public async Task StopAll_WhenTheVisitIsOver_StopsByTheLinkThatIsStillInTheForm()
    {
        HandedLink link = await _app.HandLinkAsync();
        string visit = await _app.Get<Visits>().BeginAsync(link.Case, default, link.Id);
        _app.Time.Step(Visits.Length);
        Answer over = await _app.SubmitAsync(("action", "stop-all"), ("visit", visit), ("l", "en"));
        Assert.Equal(422, over.Status);
        Assert.Contains("This page has closed", over.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", over.Text, StringComparison.Ordinal);
        Assert.Equal(422, (await _app.SubmitAsync(("action", "stop-one"), ("visit", visit), ("secret", link.Secret))).Status);
        Assert.Empty(await _app.StopsAsync(link.Case));
        Assert.Equal(200, (await _app.SubmitAsync(("action", "stop-all"), ("visit", visit), ("secret", link.Secret))).Status);
        Assert.Single(await _app.StopsAsync(link.Case));
    }

    [Fact]
    public async Task Stop_WhenSheGoesAwayOnceItHasArrived_StopsAllTheSame()
    {
        HandedLink link = await _app.HandLinkAsync();
        using var away = new CancellationTokenSource();
        var reached = new TaskCompletionSource();
        _store.Before = async (step, partition) =>
        {
            if (step != "read" || partition.Container != Container.Cases)
                return;
            _store.Before = null;
            await away.CancelAsync();
            await reached.Task;
        };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["action"] = "stop", ["secret"] = link.Secret });
        await Assert.ThrowsAsync<TaskCanceledException>(() => _app.Http.PostAsync(new Uri("/w", UriKind.Relative), form, away.Token));
        reached.SetResult();
        await TestApp.EventuallyAsync(() => _app.StopsAsync(link.Case), stops => stops.Count == 1);
    }
}
