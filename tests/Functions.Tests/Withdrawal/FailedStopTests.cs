using System.Text.RegularExpressions;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>Whatever fails while she stops, she is told that it did not work, and one press tries again.</summary>
[Trait("Speed", "Slow")]
public sealed class FailedStopTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

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
        foreach ((string kind, Container container) in new[]
            {
                ("read", Container.Links), ("read", Container.Cases), ("commit", Container.Cases),
            })
        {
            _app.Store.Before = (step, partition) => step == kind && partition.Container == container
                ? throw FaultOf(fault)
                : Task.CompletedTask;
            Answer failed = await _app.SubmitAsync(("action", "stop"), ("secret", link.Secret), ("l", "en"));
            _app.Store.Before = null;
            Assert.Equal(503, failed.Status);
            Assert.True(failed.Headers.ContainsKey("Retry-After"));
            Assert.Equal("text/html", failed.MediaType);
            Assert.Contains("This did not work", failed.Text, StringComparison.Ordinal);
            Assert.Contains("take it that nothing has been stopped", failed.Text, StringComparison.Ordinal);
            Assert.Contains($"name=\"secret\" value=\"{link.Secret}\"", failed.Text, StringComparison.Ordinal);
            Assert.Contains("value=\"stop\"", failed.Text, StringComparison.Ordinal);
        }

        Assert.Empty(await _app.StopsAsync(link.Case));
        Assert.DoesNotContain(_app.Log.Lines, line => line.Contains("Canary", StringComparison.Ordinal));
        Assert.Equal(200, (await _app.SubmitAsync(("action", "stop"), ("secret", link.Secret))).Status);
        Assert.Single(await _app.StopsAsync(link.Case));
    }

    [Theory]
    [InlineData("link")]
    [InlineData("code")]
    [InlineData("second code")]
    public async Task Stop_WhenOneOfTwoCasesFails_TellsBothAndTriesThatOneAlone(string fails)
    {
        HandedLink broken = await _app.HandLinkAsync(), whole = await _app.HandLinkAsync();
        (string Name, string Value)[] press = fails switch
        {
            "link" => [("action", "stop"), ("secret", broken.Secret), ("code", whole.Code), ("l", "en")],
            "code" => [("action", "stop"), ("secret", whole.Secret), ("code", broken.Code), ("l", "en")],
            _ => [("action", "stop"), ("code", $"{whole.Code}, {broken.Code}"), ("l", "en")],
        };
        _app.Store.Before = (step, partition) => step == "commit" && partition == Partition.Case(broken.Case)
            ? throw new StoreUnavailableException("full")
            : Task.CompletedTask;
        Answer failed = await _app.SubmitAsync(press);
        _app.Store.Before = null;
        Assert.Equal(503, failed.Status);
        Assert.True(failed.Headers.ContainsKey("Retry-After"));
        Assert.All(
            ["This did not work", "A part is stopped", "the rest has not been stopped", "try again"],
            text => Assert.Contains(text, failed.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("Sharing is stopped", failed.Text, StringComparison.Ordinal);
        Assert.Empty(await _app.StopsAsync(broken.Case));
        Domain.Cases.Stop stop = Assert.Single(await _app.StopsAsync(whole.Case));
        WithdrawalDocument document = (await _app.Store.ReadAsync<WithdrawalDocument>(
            Partition.Case(whole.Case), CaseIds.Withdrawal(stop.Id)))!.Value;
        Assert.Equal(
            document.ConfirmationNumber, Assert.Single(Dd(failed.Text, "[0-9A-Z-]{19}")).Replace("-", "", StringComparison.Ordinal));
        Assert.Contains(
            stop.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), failed.Text,
            StringComparison.Ordinal);

        // Its forms hold the one that failed and not the other.
        (string Name, string Value)[] again = [.. Regex.Matches(
            failed.Text,
            "name=\"(secret|code)\"(?: type=\"text\" dir=\"ltr\")? value=\"([^\"]*)\"").Select(field =>
                (field.Groups[1].Value, field.Groups[2].Value))];
        Assert.Equal(fails == "link" ? broken.Secret : broken.Code, string.Concat(again.Select(field => field.Value)));
        Answer stopped = await _app.SubmitAsync([("action", "stop"), ("l", "en"), .. again]);
        Assert.Equal(200, stopped.Status);
        Assert.Single(Dd(stopped.Text, "[0-9A-Z-]{19}"));
        Assert.Single(await _app.StopsAsync(broken.Case));
        Assert.Single(await _app.StopsAsync(whole.Case));
    }

    private static IEnumerable<string> Dd(string page, string value) =>
        Regex.Matches(page, $"<dd dir=\"ltr\">({value})</dd>").Select(found => found.Groups[1].Value);

    [Fact]
    public async Task Stop_WhenOnlyWhatFollowsItFails_IsInForceAndSaysSo()
    {
        HandedLink link = await _app.HandLinkAsync();
        int links = 0;
        // The number that leads on is written last, and whoever counts is not asked at all.
        _app.Store.Before = (step, partition) => (step == "commit" && partition.Container == Container.Links && ++links > 0)
            || partition.Container == Container.Throttle
            ? throw new StoreUnavailableException("full") : Task.CompletedTask;
        Answer stopped = await _app.SubmitAsync(("action", "stop"), ("code", link.Code), ("l", "en"));
        _app.Store.Before = null;
        Assert.Equal((200, 1), (stopped.Status, links));
        Assert.Single(await _app.StopsAsync(link.Case));
    }

    [Fact]
    public async Task StopOne_WhenItFails_IsTriedAgainWithOnePress()
    {
        HandedLink link = await _app.HandLinkAsync();
        Consent consent = await _app.ConsentAsync(link.Case);
        string visit = await _app.Get<Visits>().BeginAsync(link.Case, default, link.Id);
        (string, string)[] press = [
            ("action", "stop-one"),
            ("visit", visit),
            ("consent", consent.Id),
            ("scope", consent.Scopes[0].Id),
            ("secret", link.Secret),
            ("l", "en"),
        ];
        _app.Store.Before = (step, partition) => step == "commit" && partition.Container == Container.Cases
            ? throw new StoreUnavailableException("full")
            : Task.CompletedTask;
        Answer failed = await _app.SubmitAsync(press);
        _app.Store.Before = null;
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
        _app.Store.Before = async (step, partition) =>
        {
            if (step != "read" || partition.Container != Container.Cases)
                return;
            _app.Store.Before = null;
            await away.CancelAsync();
            await reached.Task;
        };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["action"] = "stop", ["secret"] = link.Secret });
        await Assert.ThrowsAsync<TaskCanceledException>(() => _app.Http.PostAsync(new Uri("/w", UriKind.Relative), form, away.Token));
        reached.SetResult();
        await Wait.UntilAsync(() => _app.StopsAsync(link.Case), stops => stops.Count == 1);
    }
}
