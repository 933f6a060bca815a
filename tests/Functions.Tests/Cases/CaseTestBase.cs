using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Cases;

[CollectionDefinition(Name)]
public sealed class CaseCollection : ICollectionFixture<RunningApp>
{
    public const string Name = "cases and consents";
}

/// <summary>What tests of cases and consents do again and again.</summary>
public abstract class CaseTestBase(RunningApp running)
{
    private protected TestApp App => running.App;

    private protected DateTimeOffset Now => App.Time.GetUtcNow();

    private protected ApiClient Worker => As(SampleBodies.Worker);

    /// <summary>A client with a token of that sample person; null: without a token.</summary>
    private protected ApiClient As(string? person) => App.As(person);

    private protected async Task<string> OpenAsync(JsonObject? facts = null) =>
        (await Worker.PostAsync("cases", facts ?? [])).Must(201).Element.GetProperty("case").GetString()!;

    private protected static JsonObject With(JsonObject body, string member, string json)
    {
        JsonNode target = body;
        string[] path = member.Split('/');
        foreach (string step in path[..^1])
            target = target is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : target[step]!;
        if (target is JsonArray items)
            items[int.Parse(path[^1], System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(json);
        else
            target[path[^1]] = JsonNode.Parse(json);
        return body;
    }

    /// <summary>Whether a file of the data directory holds the bytes.</summary>
    private protected bool FilesHold(ReadOnlySpan<byte> needle)
    {
        foreach (string file in Directory.GetFiles(App.DataPath, "*", SearchOption.AllDirectories))
        {
            // An open lock cannot be read; it holds nothing.
            if (file.EndsWith(".lock", StringComparison.Ordinal))
                continue;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            if (content.AsSpan().IndexOf(needle) >= 0)
                return true;
        }

        return false;
    }

    private protected async Task<IReadOnlyList<LogEntry>> LogAsync(string caseId)
    {
        (LogHead _, IReadOnlyList<LogEntry> chained, IReadOnlyList<LogEntry> waiting) =
            (await App.Get<CaseLedger>().ReadLogAsync(caseId))!.Value;
        return [.. chained, .. waiting];
    }

    /// <summary>
    /// Everything in a case's partition that a caller can change, and how many log entries there are. Chaining entries and
    /// following up stops go on by themselves.
    /// </summary>
    private protected async Task<string> StateAsync(string caseId)
    {
        var state = new List<string>();
        await foreach (Listed<JsonNode> document in App.Get<IPartitionStore>().ListAllAsync<JsonNode>(Partition.Case(caseId), ""))
            if (document.Id != CaseHead.DocumentId && !document.Id.StartsWith("log-", StringComparison.Ordinal)
                && !document.Id.StartsWith(CaseIds.WithdrawalPrefix, StringComparison.Ordinal))
                state.Add(document.Id + " " + document.Value.ToJsonString());
        CaseHead head = (await App.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value;
        state.Add($"{head.Log.Seq + head.Unchained.Count} entries");
        state.Add(
            System.Text.Encoding.UTF8.GetString(StoreJson.Serialize(head with
            {
                Log =
                LogHead.Empty,
                Unchained = [],
                WorkflowDue = null
            })));
        return string.Join('\n', state);
    }
}
