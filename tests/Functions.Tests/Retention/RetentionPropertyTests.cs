using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Withdrawal.Links;

namespace DataSharing.Functions.Tests.Retention;

/// <summary>Random things end at random times while retention runs now and then; a simple model says what must be left.</summary>
[Trait("Speed", "Slow")]
public sealed class RetentionPropertyTests
{
    private const int Runs = 40;

    /// <summary>When a thing's life ended; null: it lives. And how to tell that it is there.</summary>
    private sealed record Thing(string Name, Func<DateTimeOffset?> EndedAt, Func<Task<bool>> IsThere);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task RunAsync_InAnyWorld_NothingLiveGoesAndNothingEndedStays(int seed)
    {
        var random = new Random(seed);
        await using var f = new RetentionFixture();
        await f.OpenCaseAsync();
        var things = new List<Thing>();
        for (int run = 0; run < Runs; run++)
        {
            await ChangeAsync(f, random, things, $"{seed}-{run}");
            await f.RunAsync();
            f.Time.Advance(TimeSpan.FromMinutes(random.Next(1, 8 * 24 * 60)));
            // Two runs: the first may be the one that ends something.
            await f.RunAsync();
            foreach (Thing thing in things)
            {
                TimeSpan? since = f.Now - thing.EndedAt();
                bool there = await thing.IsThere();
                if (since is null || since < RetentionFixture.Month)
                    Assert.True(there, $"{thing.Name} is gone in run {run}");
                // The agenda counts from the run that saw the end, which came right after it.
                else
                    Assert.False(there, $"{thing.Name} is still there in run {run}");
            }
        }

        Assert.Contains(things, thing => thing.EndedAt() is null);
        Assert.Contains(things, thing => thing.EndedAt() is { } end && f.Now - end > RetentionFixture.Month);
        (LogHead head, IReadOnlyList<LogEntry> chained, _) = (await f.Commits.Ledger.ReadLogAsync(Some.Case))!.Value;
        Assert.True(LogChain.Verify(chained, head).IsIntact);
    }

    private static async Task ChangeAsync(RetentionFixture f, Random random, List<Thing> things, string id)
    {
        DateTimeOffset now = f.Now;
        switch (random.Next(6))
        {
            case 0:
                RequestState over = random.Next(2) == 0 ? RequestState.Refused : RequestState.Cancelled;
                await f.PutAsync(f.Request("over-" + id, over, random.Next(2) == 0 ? Some.Case : null));
                things.Add(new Thing("over-" + id, () => now, () => f.HasRequestAsync("over-" + id)));
                break;
            case 1:
                await f.PutAsync(f.Request("open-" + id, random.Next(2) == 0 ? RequestState.Held : RequestState.Submitted));
                things.Add(new Thing("open-" + id, () => null, () => f.HasRequestAsync("open-" + id)));
                break;
            case 2:
                string blob = await f.ReleaseAsync("fetched-" + id, fetched: true);
                // It ends a month after it began, and its package with it: no later than the next run.
                things.Add(new Thing("fetched-" + id, () => null, () => f.HasRequestAsync("fetched-" + id)));
                things.Add(new Thing("package-" + id, () => now, async () => (await f.BlobsAsync()).Contains(blob)));
                break;
            case 3:
                await f.ReleaseAsync("attested-" + id, fetched: true);
                await f.Commits.Releases.EndReleaseAsync(
                    (await f.Commits.Ledger.LoadAsync(Some.Case, "attested-" + id))!, ReleaseEnd.Closed,
                    Some.Entry(LogAction.ReleaseClosed, "attested-" + id) with { At = now });
                await f.PutAsync(f.Request("attested-" + id, RequestState.Closed) with
                {
                    ReleasedAt = now,
                    Attestation = new AttestationMark(true, null, new Approval(Some.Shelter, "p9", now)),
                });
                things.Add(new Thing("attested-" + id, () => now, () => f.HasRequestAsync("attested-" + id)));
                break;
            case 4:
                LinkDocument ended = await f.LinkAsync("ended-" + id);
                await f.EndLinkAsync(ended);
                things.Add(new Thing("link-ended-" + id, () => now, () => f.HasLinkAsync("ended-" + id)));
                break;
            default:
                LinkDocument live = await f.LinkAsync("live-" + id);
                things.Add(
                    new Thing(
                        "link-live-" + id, () => null,
                        async () => await f.HasLinkAsync("live-" + id) && await f.PointsAsync(live.CodeFingerprint)));
                break;
        }
    }
}
