using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>She withdraws at each step of deciding, releasing and collecting: after her acknowledgement nothing is served.</summary>
public sealed class WithdrawalRaceTests : IAsyncLifetime
{
    /// <summary>More than any of the processes needs; a step that is never reached ends the round.</summary>
    private const int Steps = 60;

    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Collect_WhenWithdrawnAtAnyStepOfDecidingAndReleasing_ServesNothing()
    {
        for (int step = 1, reached = 1; reached > 0; step++)
        {
            Assert.True(step < Steps);
            string caseId = await ConsentedAsync();
            reached = 0;
            Arm(caseId, step, () => reached++);
            string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
            JsonNode view = await _app.StatusAsync("advocate-worker", id, "ready", "refused", "stopped");
            _app.Store.Before = null;
            Answer answer = await _app.CollectAsync("shelter-worker", id);
            if (reached == 0)
                Assert.Equal(("ready", 200), ((string)view["status"]!, answer.Status));
            else
                AssertNothing(answer, step);
        }
    }

    [Fact]
    public async Task Collect_WhenWithdrawnAtAnyStepOfCollecting_ServesNothing()
    {
        for (int step = 1, reached = 1; reached > 0; step++)
        {
            Assert.True(step < Steps);
            string caseId = await ConsentedAsync();
            string id = await _app.ReadyAsync(caseId);
            reached = 0;
            Arm(caseId, step, () => reached++);
            Answer? answer = await TryCollectAsync(id);
            _app.Store.Before = null;
            if (reached == 0)
                Assert.Equal(200, answer!.Status);
            else if (answer is not null)
                AssertNothing(answer, step);
            if (reached > 0)
                AssertNothing(await _app.CollectAsync("shelter-worker", id), step);
            Assert.True(LogChain.Verify(await _app.LogAsync(caseId)).IsIntact);
        }
    }

    [Fact]
    public async Task Collect_WhenWithdrawnInTheMiddleOfFiveMegabytes_IsCutWithinAChunk()
    {
        DateTimeOffset now = _app.Time.GetUtcNow();
        string path = _app.Policy.Pathways["shelter-referral"].FieldsAt(_app.Policy.Pathways["shelter-referral"].Ceiling)
            .Where(grant => grant.Value.Limit is null && !grant.Value.OnRequest && !grant.Value.Field.FreeText).Select(grant => grant.Key)
                .Order(StringComparer.Ordinal)
            .First(one => one.StartsWith("identity.", StringComparison.Ordinal) && one != "identity.caseHandle");
        string caseId = await _app.OpenCaseAsync(values: [TestCases.Value(path, now, new string('x', 5_000_000))]);
        await _app.ConsentAsync(caseId);
        string id = await _app.ReadyAsync(caseId);
        // The head is read once before each chunk; the first reads belong to the collection itself.
        int heads = 0, chunksBefore = 0;
        bool committed = false;
        _app.Store.Before = async (kind, partition) =>
        {
            if (partition != Partition.Case(caseId))
                return;
            committed |= kind == "commit";
            if (committed && kind == "read" && ++heads == 20)
                await _app.WithdrawAsync(caseId);
            if (committed && kind == "read" && heads < 20)
                chunksBefore++;
        };
        using HttpRequestMessage request = _app.As("shelter-worker").Request(HttpMethod.Post, $"sharing-requests/{id}/collection");
        using HttpResponseMessage response = await _app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 5_000_000);
        long received = 0;
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using Stream body = await response.Content.ReadAsStreamAsync();
            byte[] buffer = new byte[65_536];
            for (int read; (read = await body.ReadAsync(buffer)) > 0;)
                received += read;
        });
        _app.Store.Before = null;
        Assert.InRange(received, 0, 65_536L * (chunksBefore + 1));
        await Wait.UntilAsync(
            () => _app.LogAsync(caseId), log => log.Any(e => e.Action == LogAction.CollectionCut && e.Request == id));
    }

    private async Task<string> ConsentedAsync()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        return caseId;
    }

    // Withdraws before the given operation on the case's partition, as another instance would.
    private void Arm(string caseId, int step, Action reached)
    {
        int count = 0;
        _app.Store.Before = async (_, partition) =>
        {
            if (partition != Partition.Case(caseId) || Interlocked.Increment(ref count) != step)
                return;
            await _app.WithdrawAsync(caseId);
            reached();
        };
    }

    // A cut connection is an answer too: null.
    private async Task<Answer?> TryCollectAsync(string id)
    {
        try
        {
            return await _app.CollectAsync("shelter-worker", id);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static void AssertNothing(Answer answer, int step)
    {
        Assert.True(answer.Status != 200, $"step {step} served {answer.Bytes.Length} bytes");
        Assert.DoesNotContain(TestCases.Canary, Encoding.UTF8.GetString(answer.Bytes), StringComparison.Ordinal);
    }
}
