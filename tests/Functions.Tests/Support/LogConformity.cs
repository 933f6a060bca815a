using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Entries;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Support;

/// <summary>
/// Whether everything that a store's logs hold has a form of the grammar. Asked of every app that a test ran, so that the product
/// writes nothing that the grammar, and with it the officer's documentation, does not say.
/// </summary>
internal static class LogConformity
{
    /// <summary>Begins the ids of entries that a test wrote itself, in place of the product.</summary>
    public const string MadeByATest = "t-";

    // Scenes that are made up name their entries by a word: no form has such an id.
    private static bool IsMadeUp(string id) =>
        id.StartsWith(MadeByATest, StringComparison.Ordinal) || id.All(char.IsAsciiLetterOrDigit);

    public static async Task RequireAsync(IPartitionStore store)
    {
        Assert.All(LogGrammar.Forms, form => Assert.False(IsMadeUp(form.Id)));
        var strange = new List<string>();
        foreach (Container container in new[] { Container.Cases, Container.Agencies })
            foreach (string prefix in new[] { CaseIds.ChainedPrefix, CaseIds.Unchained("") })
                await foreach (LogEntry entry in EntriesAsync(store, container, prefix))
                    if (!IsMadeUp(entry.Id) && LogGrammar.FormOf(entry) is null)
                        strange.Add(System.Text.Encoding.UTF8.GetString(LogJson.Canonical(entry)));
        Assert.True(strange.Count == 0, "the log's grammar has no form for\n" + string.Join('\n', strange));
    }

    private static async IAsyncEnumerable<LogEntry> EntriesAsync(IPartitionStore store, Container container, string prefix)
    {
        ChangePage page;
        string? continuation = null;
        do
        {
            page = await store.ReadChangesAsync(container, continuation, 1000, prefix);
            foreach (FoundDocument found in page.Changes.Where(change => change.Id.StartsWith(prefix, StringComparison.Ordinal)))
                if ((prefix == CaseIds.ChainedPrefix ? found.As<LogEntry>() : found.As<UnchainedEntry>().Entry) is { } entry)
                    yield return entry;
            continuation = page.Continuation;
        }
        while (page.Changes.Count > 0);
    }
}
