using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal.Links;

namespace DataSharing.Functions.Tests.Retention;

/// <summary>Each durable write of a run fails once, in both ways; the runs after it come to the same end.</summary>
[Trait("Speed", "Slow")]
public sealed class RetentionFaultTests
{
    [Theory]
    [InlineData(Fault.Failed)]
    [InlineData(Fault.FailedButPersisted)]
    public async Task RunAsync_WhenAnyWriteFaults_TheNextRunsComeToTheSameEnd(Fault fault)
    {
        (string[] whole, int commits, int deletions) = await PlayAsync(fault, 0, 0);
        Assert.True(commits >= 10 && deletions >= 2, $"{commits} commits, {deletions} deletions");
        for (int failAt = 1; failAt <= commits; failAt++)
            Assert.Equal(whole, (await PlayAsync(fault, failAt, 0)).End);
        for (int failAt = 1; failAt <= deletions; failAt++)
            Assert.Equal(whole, (await PlayAsync(fault, 0, failAt)).End);
    }

    private static async Task<(string[] End, int Commits, int Deletions)> PlayAsync(Fault fault, int failCommit, int failDeletion)
    {
        ScriptedStore? store = null;
        ScriptedBlobs? blobs = null;
        await using var f = new RetentionFixture(
            inner => store = new ScriptedStore(inner) { Fault = fault },
            inner => blobs = new ScriptedBlobs(inner) { Fault = fault });
        await f.OpenCaseAsync();
        await f.ReleaseAsync("expired");
        await f.ReleaseAsync("ended");
        await f.Commits.Releases.EndReleaseAsync(
            (await f.Commits.Ledger.LoadAsync(Some.Case, "ended"))!, ReleaseEnd.Closed, Some.Entry(LogAction.ReleaseClosed, "ended"));
        await f.PutAsync(f.Request("refused", RequestState.Refused) with { Decision = Some.Release("refused").Decision });
        await f.PutAsync(f.Request("neutral", RequestState.Refused, caseId: null));
        await f.Stores.Blobs.CreateAsync(BlobNames.NewPackage("lost"), new byte[] { 1 });
        LinkDocument link = await f.LinkAsync("old");
        await f.EndLinkAsync(link);
        await f.LinkAsync("live");
        await f.RunAsync();
        await f.PutAsync(f.Request("held", RequestState.Held));
        f.Time.Advance(RetentionFixture.Month);
        string live = await f.ReleaseAsync("live");
        f.Time.Advance(TimeSpan.FromHours(2));

        (store!.FailAt, blobs!.FailAt) = (failCommit, failDeletion);
        store.Reset();
        await f.RunAsync();
        (int commits, int deletions) = (store.Commits, blobs.Deletions);
        (store.FailAt, blobs.FailAt) = (0, 0);
        // One for what failed, one for a page that was passed: then it comes round.
        for (int i = 0; i < 2; i++)
            await f.RunAsync();

        var end = new List<string>();
        foreach (string request in new[] { "expired", "refused", "neutral", "held", "live" })
            end.Add($"{request}: {await f.HasRequestAsync(request)}");
        foreach (string id in new[] { "old", "live" })
            end.Add($"link {id}: {await f.HasLinkAsync(id)}");
        end.Add($"points: {await f.PointsAsync(link.SecretFingerprint)}");
        foreach (string id in new[] { "expired", "ended", "live" })
            end.Add($"release {id}: {(await f.FindReleaseAsync(id)).State}");
        Assert.Equal([live], await f.BlobsAsync());
        end.AddRange((await f.DisposedAsync()).Select(Stable).Distinct().Order());
        end.AddRange((await f.DisposedOfAgencyAsync(Some.Holder)).Order());
        end.AddRange((await f.DisposedOfAgencyAsync(LogStream.Hub)).Select(Stable).Order());
        (LogHead head, IReadOnlyList<LogEntry> chained, _) = (await f.Commits.Ledger.ReadLogAsync(Some.Case))!.Value;
        Assert.True(LogChain.Verify(chained, head).IsIntact);
        return ([.. end.Where(line => line != "package:expired")], commits, deletions);
    }

    // Without the random end of a blob's name.
    private static string Stable(string disposed) =>
        disposed.StartsWith("package:", StringComparison.Ordinal) ? disposed[..disposed.LastIndexOf('-')] : disposed;
}
