namespace DataSharing.Tests.Kit;

/// <summary>Waits for what others do meanwhile: looks again after a moment, which grows from 5 to 50 milliseconds.</summary>
public static class Wait
{
    /// <summary>So long that a busy machine fails nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Repeats a look until it shows what is waited for, and returns that.</summary>
    /// <exception cref="TimeoutException">It did not within three minutes; tells what it showed last.</exception>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> wanted)
    {
        long since = Environment.TickCount64;
        for (int pause = 5; ; pause = Math.Min(2 * pause, 50))
        {
            T last = await look();
            if (wanted(last))
                return last;
            if (Environment.TickCount64 - since > Patience.TotalMilliseconds)
                throw new TimeoutException($"still {last}");
            await Task.Delay(pause);
        }
    }

    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()), held => held);

    public static Task UntilAsync(Func<Task<bool>> holds) => UntilAsync(holds, held => held);
}
