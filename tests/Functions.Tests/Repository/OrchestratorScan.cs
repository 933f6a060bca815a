using System.Text.RegularExpressions;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>
/// Finds what an orchestrator must not touch: replay runs its code again, so a clock, a random number, a thread or the
/// outside world would answer differently the second time.
/// </summary>
internal static partial class OrchestratorScan
{
    public static IReadOnlyList<string> Offences(string source) =>
        [.. Forbidden().Matches(SourceTree.CodeOnly(source)).Select(match => match.Value)];

    // An endless loop without ContinueAsNew grows its history for ever; an ILogger would log again with each replay.
    // `context.NewGuid()` and `context.CurrentUtcDateTime` are the replay-safe forms, Task.WhenAll/WhenAny only combine durable tasks.
    [GeneratedRegex("""
        \bDateTime(Offset)?\.(Now|UtcNow|Today)\b | \bTimeProvider\b | \bStopwatch\b | \bEnvironment\b
        | \bGuid\.(NewGuid|CreateVersion7)\b | \bRandom\b | \bRandomNumberGenerator\b
        | \bTask\.(Run|Delay|Factory|Yield)\b | \bContinueWith\b | \bwhile\s*\(\s*true\s*\) | \bfor\s*\(\s*;\s*;\s*\)
        | \bThread\w*\b | \bParallel\b | \bTimer\b(?!\() | \bSemaphoreSlim\b | \bConfigureAwait\b
        | \bHttp\w*\b | \bSocket\b | \b(File|Directory|Path|FileInfo|\w*Stream)\b
        | \b(Sqlite|Cosmos|Blob|Db|Key)(Connection|Command|Client|Container)\w*\b | \bCryptographyClient\b
        | \bIConfiguration\b | \bIOptions\w*\b | \bConsole\b | \bILogger\w*\b | \bDurableTaskClient\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Forbidden();
}
