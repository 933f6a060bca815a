namespace DataSharing.Functions.Projections;

/// <summary>A page of a list: newest first, complete up to <paramref name="AsOf"/>; <paramref name="Next"/> is null at the end.</summary>
public sealed record IndexPage<T>(IReadOnlyList<T> Rows, string? Next, DateTimeOffset AsOf);

/// <summary>What a reviewer looks for in a log; null: anything. Times: from inclusive, until exclusive.</summary>
public sealed record LogFilter(
    PersonId? Person = null, string? Action = null, CaseId? Case = null, DateTimeOffset? From = null, DateTimeOffset? Until = null)
{
    public bool Matches(LogEntry entry) =>
        (Person is null || entry.Actor.Person == Person)
        && (Action is null || entry.Action == Action)
        && (Case is null || entry.Case == Case)
        && (From is null || entry.At >= From)
        && (Until is null || entry.At < Until);
}

/// <summary>Reads the lists. Whoever asks must have been authorised for the registration, on each page anew.</summary>
public sealed class IndexReader(IPartitionStore store)
{
    /// <summary>
    /// Rows looked at in one call. A filter that finds little gives a short page, even an empty one, with a cursor: the
    /// next call goes on.
    /// </summary>
    public const int LookedAtMost = 2000;

    public async Task<IndexPage<RequestRow>> ReadRequestsAsync(
        string registration, int limit, string? after = null, CancellationToken cancellation = default)
    {
        DateTimeOffset asOf = await AsOfAsync(cancellation);
        IReadOnlyList<Listed<RequestRow>> rows = await store.ListAsync<RequestRow>(
            IndexPlaces.Requests(registration), IndexPlaces.TimePrefix, descending: true, limit, after, cancellation);
        return new IndexPage<RequestRow>([.. rows.Select(row => row.Value)], rows.Count == limit ? rows[^1].Id : null, asOf);
    }

    /// <param name="registration">An agency, or <see cref="IndexPlaces.National"/>.</param>
    /// <param name="also">What else an entry must fulfil, such as that its reader may see it; null: nothing.</param>
    public async Task<IndexPage<LogEntry>> ReadLogAsync(
        string registration, LogFilter filter, int limit, string? after = null, Func<LogEntry, bool>? also = null,
        CancellationToken cancellation = default)
    {
        DateTimeOffset asOf = await AsOfAsync(cancellation);
        if (filter.Until is { } until && (after is null || string.CompareOrdinal(after, IndexPlaces.Row(until, "")) > 0))
            after = IndexPlaces.Row(until, "");
        var found = new List<LogEntry>();
        for (int looked = 0; looked < LookedAtMost;)
        {
            int size = Math.Clamp(limit, 50, 200);
            IReadOnlyList<Listed<LogRow>> rows = await store.ListAsync<LogRow>(
                IndexPlaces.Log(registration), IndexPlaces.TimePrefix, descending: true, size, after, cancellation);
            foreach (Listed<LogRow> row in rows)
            {
                if (row.Value.Entry.At < filter.From)
                    return new IndexPage<LogEntry>(found, null, asOf);
                after = row.Id;
                if (filter.Matches(row.Value.Entry) && also?.Invoke(row.Value.Entry) != false)
                    found.Add(row.Value.Entry);
                if (found.Count == limit)
                    return new IndexPage<LogEntry>(found, after, asOf);
            }

            if (rows.Count < size)
                return new IndexPage<LogEntry>(found, null, asOf);
            looked += rows.Count;
        }

        return new IndexPage<LogEntry>(found, after, asOf);
    }

    /// <summary>Everything committed before this is in every list.</summary>
    public async Task<DateTimeOffset> AsOfAsync(CancellationToken cancellation)
    {
        DateTimeOffset asOf = DateTimeOffset.MaxValue;
        foreach (Container source in Projector.Sources)
        {
            Stored<ProjectionPosition>? position = await store.ReadAsync<ProjectionPosition>(
                Projector.Positions, source.ToString(), cancellation);
            DateTimeOffset at = position?.Value.AsOf ?? DateTimeOffset.MinValue;
            asOf = at < asOf ? at : asOf;
        }

        return asOf;
    }
}
