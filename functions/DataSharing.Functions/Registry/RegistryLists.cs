namespace DataSharing.Functions.Registry;

/// <summary>Pages of the registry's lists.</summary>
public static class RegistryLists
{
    public static IReadOnlyList<QueryParameter> Query { get; } =
    [
        new("cursor", "Where the page begins: the `next` of the page before.", "[A-Za-z0-9_-]{9,400}"),
        new("limit", "How many items at most, 1 to 100; 50 unless given.", "[1-9][0-9]?|100"),
    ];

    /// <param name="find">The item behind a directory entry; null when there is none or the caller may not see it.</param>
    /// <returns>Refused: malformed-cursor.</returns>
    public static async Task<Result<ListPage<T>>> PageAsync<T>(
        ApiCall call, RegistryReader registry, string prefix, bool descending, Func<string, Task<T?>> find)
        where T : class
    {
        Result<string?> after = Cursor.Read(prefix, call.Caller, call.Query("cursor"));
        if (after.Refusal is { } refusal)
            return refusal;
        int limit = call.Query("limit") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 50;
        (IReadOnlyList<DirectoryEntry> entries, string? next) = await registry.DirectoryAsync(
            prefix, descending, limit, after.Value, call.Cancellation);
        var items = new List<T>(entries.Count);
        foreach (DirectoryEntry entry in entries)
        {
            if (await find(entry.Id) is { } item)
                items.Add(item);
        }

        return new ListPage<T>(items, next is null ? null : Cursor.Write(prefix, call.Caller, next));
    }
}
