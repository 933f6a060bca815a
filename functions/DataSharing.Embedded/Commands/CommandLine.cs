namespace DataSharing.Embedded.Commands;

/// <summary>What the command line asks for.</summary>
/// <param name="Verb">What to do instead of running the host; null: run it.</param>
/// <param name="Data">The data directory; null: the default one.</param>
/// <param name="Rest">What follows a verb and is not understood here, for the verb to read.</param>
internal sealed record CommandLine(
    Verb? Verb = null, string? Data = null, string? Urls = null, bool Development = false, bool Help = false,
    IReadOnlyList<string>? Rest = null)
{
    public static string Usage(IReadOnlyList<Verb> verbs) => $"""
        DataSharing: consent-governed sharing between agencies, on one machine.

          DataSharing.Embedded [options]          run the host
        {string.Concat(verbs.Select(verb => $"  DataSharing.Embedded {verb.Name + " [options]",-18} {verb.Does}{Environment.NewLine}"))}
        Options
          --data DIR       where everything is kept; by default DataSharing in the user's local application data
          --urls URLS      where to listen, separated by semicolons; by default http://127.0.0.1:7071
          --development    issue tokens and sign in sample persons on this machine; for trying, never for real data
          --help           this text

        Settings come from settings.json in the data directory and from the environment (Survivor__Host for Survivor:Host).
        """;

    /// <param name="verbs">Those that are known.</param>
    /// <exception cref="UsageException">An option is unknown, incomplete or given twice.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args, IReadOnlyList<Verb> verbs)
    {
        (CommandLine? line, List<string>? rest, HashSet<string>? seen) =
            (new CommandLine(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        for (int i = 0; i < args.Count; i++)
        {
            (string? name, string? value) = args[i].Split('=', 2) is [var before, var after]
                && before.StartsWith("--", StringComparison.Ordinal)
                ? (before, after)
                : (args[i], null);
            if (name is "--data" or "--urls" or "--development" or "--help" && !seen.Add(name))
                throw new UsageException($"{name} is given twice");
            switch (name)
            {
                case "--data":
                    line = line with { Data = value ?? Next(args, ref i) };
                    break;
                case "--urls":
                    line = line with { Urls = value ?? Next(args, ref i) };
                    break;
                case "--development" when value is null:
                    line = line with { Development = true };
                    break;
                case "--help" when value is null:
                case "-h":
                    line = line with { Help = true };
                    break;
                case var verb when i == 0 && !verb.StartsWith('-'):
                    line = verbs.FirstOrDefault(known => known.Name == verb) is { } found
                        ? line with { Verb = found }
                        : throw new UsageException($"unknown verb '{verb}'");
                    break;
                default:
                    rest.Add(line.Verb is null ? throw new UsageException($"unknown option '{args[i]}'") : args[i]);
                    break;
            }
        }

        return line with { Rest = rest };
    }

    private static string Next(IReadOnlyList<string> args, ref int i) =>
        i + 1 < args.Count && args[i + 1].Length > 0 && !args[i + 1].StartsWith("--", StringComparison.Ordinal)
            ? args[++i]
            : throw new UsageException($"{args[i]} needs a value");
}

/// <summary>The command line cannot be understood. Ends the program with code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
