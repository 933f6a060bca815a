using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace DataSharing.EndToEnd.Tests.BadInput;

/// <summary>
/// A thousand broken bodies for each operation: none is a fault of ours, and whatever is refused has changed nothing. The
/// store itself is looked at, not what the API says of it.
/// </summary>
[Collection(AppCollection.Name)]
public sealed class MutationTests(RunningApp app, ITestOutputHelper output)
{
    private const int AtOnce = 50, Seed = 20260301;

    // Fewer for a quick look while working on one operation.
    private static readonly int Mutants = int.Parse(
        Environment.GetEnvironmentVariable("MUTANTS") ?? "1000", System.Globalization.CultureInfo.InvariantCulture);

    // Acts on a case whose clock was ahead, or whose journal was lost: CaseActTests shows them.
    private static readonly string[] OnlyInNeed = ["CorrectCaseClock", "OpenCaseInDanger"];

    [Fact]
    public async Task Call_WhenTheBodyIsBrokenAThousandTimes_IsRefusedAndChangesNothing()
    {
        foreach (Operation? operation in (await Operation.AllAsync(app.Api)).Where(operation => operation.HasBody))
        {
            ValidRequests valid = await ValidRequests.PrepareAsync(app);
            JsonObject body = valid.Body(operation);
            var mutator = new Mutator(Seed);
            int refused = 0, stillRight = 0;
            for (int done = 0; done < Mutants; done += AtOnce)
            {
                var batch = Enumerable.Range(0, AtOnce).Select(_ => mutator.Next(body)).ToList();
                IReadOnlyList<byte[]> broken = await RefusedAsync(operation, valid, await valid.VersionAsync(operation), batch);
                refused += broken.Count;
                stillRight += batch.Count - broken.Count;
                // With one that was still right the store has changed; the others are sent again, alone.
                await ChangesNothingAsync(operation, valid, broken);
            }

            output.WriteLine($"{operation}: {refused} refused, {stillRight} still right");
            Assert.True(refused > Mutants / 2, $"{operation}: only {refused} bodies were really broken");
            await ItsValidBodyStillPassesAsync(operation);
        }
    }

    private static async Task<IReadOnlyList<byte[]>> RefusedAsync(
        Operation operation, ValidRequests valid, string? version, IReadOnlyList<byte[]> batch)
    {
        Answer[] replies = await Task.WhenAll(batch.Select(body => valid.SendAsync(operation, body, ifMatch: version ?? "\"none\"")));
        for (int i = 0; i < batch.Count; i++)
        {
            Assert.True(
                (int)replies[i].Status < 500,
                $"{operation} answered {(int)replies[i].Status} to {Convert.ToBase64String(batch[i])}: {replies[i].Text}");
            Assert.True(
                (int)replies[i].Status < 300 || replies[i].Problem is not null,
                $"{operation} answered {(int)replies[i].Status} without a problem: {replies[i].Text}");
        }

        // A body that only came at the wrong moment (409, 412) may be right the next time.
        return [.. batch.Where((_, i) => (int)replies[i].Status is >= 400 and not (409 or 412))];
    }

    private async Task ChangesNothingAsync(Operation operation, ValidRequests valid, IReadOnlyList<byte[]> broken)
    {
        for (int attempt = 1; ; attempt++)
        {
            string? version = await valid.VersionAsync(operation);
            (long Newest, long Count) before = await QuietAsync();
            Assert.Equal(broken.Count, (await RefusedAsync(operation, valid, version, broken)).Count);
            (long Newest, long Count) after = await QuietAsync();
            if (before == after)
                return;
            // Something of an earlier request may have been on its way; it cannot be so again and again.
            Assert.True(attempt < 4, $"{operation}: refused bodies changed the store from {before} to {after}");
        }
    }

    private async Task ItsValidBodyStillPassesAsync(Operation operation)
    {
        ValidRequests fresh = await ValidRequests.PrepareAsync(app);
        Answer reply = await fresh.SendAsync(operation, fresh.Body(operation));
        if (OnlyInNeed.Contains(operation.Id))
            // The body is right, and nothing here is wrong that it could mend.
            Assert.True(((int)reply.Status, reply.Problem) == (409, "state-conflict"), $"{operation}: {reply.Text}");
        else
            Assert.True((int)reply.Status is >= 200 and < 300, $"{operation}: {reply.Text}");
    }

    /// <summary>The newest version and the number of documents, once two looks agree; keys, counters and lists left out.</summary>
    private async Task<(long Newest, long Count)> QuietAsync()
    {
        using var store = new SqliteConnection($"Data Source={Path.Combine(app.Process.DataDirectory, "data.db")};Mode=ReadOnly");
        await store.OpenAsync();
        (long, long) last = Look(store);
        while (true)
        {
            await Task.Delay(30);
            (long, long) now = Look(store);
            if (now == last)
                return now;
            last = now;
        }
    }

    private static (long, long) Look(SqliteConnection store)
    {
        using SqliteCommand command = store.CreateCommand();
        command.CommandText = "SELECT coalesce(max(version),0), count(*) FROM documents WHERE container BETWEEN 1 AND 5";
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1));
    }
}
