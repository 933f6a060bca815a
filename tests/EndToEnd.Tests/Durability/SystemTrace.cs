using System.Text.RegularExpressions;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>Writes between two syncs of one file: what one durable commit covers.</summary>
/// <param name="Text">What was written, as strace prints it: printable ASCII stands as it is.</param>
/// <param name="Durable">Place in the trace where the sync that follows had returned; null: the trace ends before.</param>
internal sealed record DurableBatch(string Text, int First, int? Durable);

/// <summary>Something that went out on a socket, and the place in the trace where sending began.</summary>
internal sealed record Sent(string Text, int At);

/// <summary>
/// Reads what strace wrote. A call in which another thread's call falls is printed in two parts, "unfinished" and "resumed"; a
/// sync counts from its end, everything else from its beginning, so that a doubt never speaks for the program.
/// </summary>
internal sealed partial class SystemTrace
{
    private readonly Dictionary<string, List<DurableBatch>> _batches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (List<string> Texts, int First)> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string File, List<string> Texts, int First)> _syncing = new(StringComparer.Ordinal);
    private readonly List<Sent> _sent = [];

    public static SystemTrace Read(IEnumerable<string> lines)
    {
        var trace = new SystemTrace();
        int at = 0;
        foreach (string line in lines)
            trace.Add(line, at++);
        foreach ((string file, (List<string> texts, int first)) in trace._open)
            trace.Batches(file).Add(new DurableBatch(string.Concat(texts), first, null));
        return trace;
    }

    public IReadOnlyList<Sent> Sent => _sent;

    /// <summary>Commits to the file, in order; <paramref name="file"/> is the end of its path.</summary>
    public IReadOnlyList<DurableBatch> CommitsOf(string file) =>
        [.. _batches.Where(pair => pair.Key.EndsWith(file, StringComparison.Ordinal)).SelectMany(pair => pair.Value)
            .OrderBy(batch => batch.First)];

    /// <summary>
    /// Null when a commit to <paramref name="file"/> that holds <paramref name="pattern"/> was durable before
    /// <paramref name="said"/> first went out; else what is wrong.
    /// </summary>
    public string? DefectOf(string file, string pattern, string said)
    {
        Sent? answer = _sent.FirstOrDefault(one => one.Text.Contains(said, StringComparison.Ordinal));
        if (answer is null)
            return $"{said}: no answer with it went out";
        DurableBatch? commit = CommitsOf(file).FirstOrDefault(batch => Regex.IsMatch(batch.Text, pattern, RegexOptions.NonBacktracking));
        if (commit is null)
            return $"{said}: it was never written to {file}";
        return commit.Durable < answer.At
            ? null
            : $"{said}: answered at line {answer.At}, durable at "
                + $"{commit.Durable?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no time"}";
    }

    private void Add(string line, int at)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        string thread = line[..Math.Max(space, 0)];
        if (SyncBegins().Match(line) is { Success: true } sync)
        {
            string file = sync.Groups[1].Value;
            // What is written from here on belongs to the next one.
            (List<string> texts, int first) = _open.Remove(file, out (List<string> Texts, int First) open) ? open : ([], at);
            if (line.Contains("<unfinished ...>", StringComparison.Ordinal))
                _syncing[thread] = (file, texts, first);
            else
                Finish(line, file, texts, first, at);
        }
        else if (line.Contains("sync resumed>", StringComparison.Ordinal))
        {
            if (_syncing.Remove(thread, out (string File, List<string> Texts, int First) syncing))
                Finish(line, syncing.File, syncing.Texts, syncing.First, at);
        }
        else if (Written().Match(line) is { Success: true } written)
        {
            if (written.Groups[1].Value.Contains("socket:", StringComparison.Ordinal)
                || written.Groups[1].Value.StartsWith("TCP", StringComparison.Ordinal))
                _sent.Add(new Sent(line, at));
            else
                (_open.TryGetValue(written.Groups[1].Value, out (List<string> Texts, int First) open)
                    ? open
                    : _open[written.Groups[1].Value] = ([], at)).Texts.Add(line);
        }
    }

    // A sync that failed made nothing durable; what it was to cover waits for the next.
    private void Finish(string line, string file, List<string> texts, int first, int at)
    {
        if (line.EndsWith("= 0", StringComparison.Ordinal))
            Batches(file).Add(new DurableBatch(string.Concat(texts), first, at));
        else
            _open[file] = (texts, first);
    }

    private List<DurableBatch> Batches(string file) =>
        _batches.TryGetValue(file, out List<DurableBatch>? batches) ? batches : _batches[file] = [];

    [GeneratedRegex(@"^\d+ +f(?:data)?sync\(\d+<([^>]*)>")]
    private static partial Regex SyncBegins();

    [GeneratedRegex(@"^\d+ +(?:pwrite64|pwritev|write|writev|sendto|sendmsg)\(\d+<([^>]*)>")]
    private static partial Regex Written();
}
