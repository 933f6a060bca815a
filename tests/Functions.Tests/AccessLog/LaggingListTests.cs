using System.Net;
using System.Text.Json;
using DataSharing.Domain.AccessLog;
using DataSharing.Emulators.Cosmos;
using DataSharing.Functions.Azure.Cosmos;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Azure.Cosmos;
using DataSharing.Functions.Tests.Console;

namespace DataSharing.Functions.Tests.AccessLog;

public sealed class LaggingListTests() : LaggingListContract(() => Task.FromResult<IPartitionStore?>(null));

public sealed class CosmosLaggingListTests : LaggingListContract
{
    private readonly CosmosPartitionStore _store;

    public CosmosLaggingListTests()
        : this(CosmosFixture.Connect(new CosmosFake { Ranges = 2, LargestPage = 30 }))
    {
    }

    private CosmosLaggingListTests(CosmosPartitionStore store)
        : base(() => Task.FromResult<IPartitionStore?>(store)) => _store = store;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
    }
}

/// <summary>What an officer reads while the lists stand still, as they do in Azure between two runs of their timer.</summary>
[Trait("Speed", "Slow")]
public abstract class LaggingListContract(Func<Task<IPartitionStore?>> open) : IAsyncLifetime
{
    private const string OfCase = "access-log?case=" + LogScenario.Case;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await OfficerReads.StartAsync(await open(), follows: false);
        await LogScenario.PlayAsync(_app);
    }

    public virtual async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Entry_WhenJustListedForItsCase_IsFoundByItsId()
    {
        string id = await JustListedAsync();
        JsonElement story = (await _app.OfficerAsync("advocate", "access-log/" + id)).Must(200).Element;
        Assert.Equal("fresh", story.GetProperty("entry").GetProperty("entry").GetString());
    }

    [Fact]
    public async Task Entry_WhenJustListedForTheNationalOfficer_IsFoundByItsId()
    {
        await NoteAsync();
        JsonElement list = (await _app.OfficerAsync("ndpo", OfCase, "inspection", "officer")).Element;
        string id = list.GetProperty("entries")[0].GetProperty("id").GetString()!;
        Assert.EndsWith("-fresh", id, StringComparison.Ordinal);
        (await _app.OfficerAsync("ndpo", "access-log/" + id, "inspection", "officer")).Must(200);
    }

    [Fact]
    public async Task Page_OfAnEntryThatWasJustListed_IsShown()
    {
        var officer = new Officer(_app);
        await officer.SignInAsync("advocate-dpo");
        string id = await JustListedAsync();
        Assert.Contains("/dpo/entries/" + id, (await officer.GetAsync("/dpo?case=" + LogScenario.Case)).Text, StringComparison.Ordinal);
        Page page = await officer.GetAsync("/dpo/entries/" + id);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Complete up to", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_WhenAnAgencysStreamHasMoreOfIt_HoldsThatAndSaysHowFreshItIs()
    {
        JsonElement list = (await _app.OfficerAsync("advocate", "access-log")).Element;
        string id = list.GetProperty("entries").EnumerateArray().Single(entry => entry.GetProperty("entry").GetString() == "released")
            .GetProperty("id").GetString()!;
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        await _app.Get<AgencyLog>().AppendAsync(LogScenario.Holder, OfHolder("late", LogScenario.Request));
        JsonElement story = (await _app.OfficerAsync("advocate", "access-log/" + id)).Element;
        Assert.Contains(story.GetProperty("events").EnumerateArray(), entry => entry.GetProperty("entry").GetString() == "late");
        Assert.Equal(_app.Time.GetUtcNow(), story.GetProperty("asOf").GetDateTimeOffset());
    }

    [Fact]
    public async Task Story_AmongThousandsOfOtherEntries_StillHoldsItsSubmission()
    {
        JsonElement list = (await _app.OfficerAsync("advocate", "access-log")).Element;
        string id = list.GetProperty("entries").EnumerateArray().Single(entry => entry.GetProperty("entry").GetString() == "released")
            .GetProperty("id").GetString()!;
        AgencyLog log = _app.Get<AgencyLog>();
        await log.AppendAsync(LogScenario.Holder, OfHolder("submission", LogScenario.Request));
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 2500).Select(i => log.AppendAsync(LogScenario.Holder, OfHolder("o" + i, "another"))));
        await _app.Get<Projector>().CatchUpAsync();
        JsonElement story = (await _app.OfficerAsync("advocate", "access-log/" + id)).Element;
        Assert.Contains(story.GetProperty("events").EnumerateArray(), entry => entry.GetProperty("entry").GetString() == "submission");
    }

    [Fact]
    public async Task List_WhenItLacksWhatWasJustCommitted_SaysThatItIsOlder()
    {
        await NoteAsync();
        JsonElement list = (await _app.OfficerAsync("advocate", "access-log")).Element;
        Assert.DoesNotContain(list.GetProperty("entries").EnumerateArray(), entry => entry.GetProperty("entry").GetString() == "fresh");
        Assert.True(list.GetProperty("asOf").GetDateTimeOffset() < _app.Time.GetUtcNow());
        list = (await _app.OfficerAsync("advocate", OfCase)).Element;
        Assert.Equal("fresh", list.GetProperty("entries")[0].GetProperty("entry").GetString());
        Assert.Equal(_app.Time.GetUtcNow(), list.GetProperty("asOf").GetDateTimeOffset());
    }

    [Fact]
    public async Task Entry_WhenTheListsAreFarBehind_IsUnavailableAndNeverSaidToBeMissing()
    {
        string id = await JustListedAsync();
        AgencyLog log = _app.Get<AgencyLog>();
        await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => log.AppendAsync("reg-midwife", new LogEntry
        {
            Id = "m" + i,
            Stream = LogStream.OfAgency("reg-midwife"),
            At = _app.Time.GetUtcNow(),
            Action = LogAction.DecisionQueried,
            Actor = new LogActor("system"),
        })));
        string unknown = id[..^"fresh".Length] + "unknown";
        // What is found by then is told, and up to when it speaks.
        JsonElement story = (await _app.OfficerAsync("advocate", "access-log/" + id)).Element;
        Assert.Equal("fresh", story.GetProperty("entry").GetProperty("entry").GetString());
        Assert.True(story.GetProperty("asOf").GetDateTimeOffset() < _app.Time.GetUtcNow());
        (await _app.OfficerAsync("advocate", "access-log/" + unknown)).Must(503).MustBe("unavailable");
        (await _app.OfficerAsync("advocate", "access-log/" + unknown)).Must(404);
    }

    private LogEntry OfHolder(string id, string request) => new()
    {
        Id = id,
        Stream = LogStream.OfAgency(LogScenario.Holder),
        At = _app.Time.GetUtcNow(),
        Action = LogAction.RequestSubmitted,
        Actor = new LogActor("Sharing.Submit", LogScenario.Holder, "advocate-worker"),
        Holder = LogScenario.Holder,
        Request = request,
    };

    private async Task<string> JustListedAsync()
    {
        await NoteAsync();
        JsonElement list = (await _app.OfficerAsync("advocate", OfCase)).Element;
        string id = list.GetProperty("entries")[0].GetProperty("id").GetString()!;
        Assert.EndsWith("-fresh", id, StringComparison.Ordinal);
        return id;
    }

    private async Task NoteAsync()
    {
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CaseCommit.Committed, await _app.Get<CaseLedger>().NoteAsync(LogScenario.Case, new LogEntry
        {
            Id = "fresh",
            Stream = LogStream.OfCase(LogScenario.Case),
            At = _app.Time.GetUtcNow(),
            Action = LogAction.RecordRead,
            Actor = new LogActor("Case.Read", LogScenario.Holder, "advocate-worker"),
            Holder = LogScenario.Holder,
            Case = LogScenario.Case,
        }));
    }
}
