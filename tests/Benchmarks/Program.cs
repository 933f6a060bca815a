using DataSharing.Benchmarks.Runs;
using DataSharing.Benchmarks.Support;

// Usage: dotnet run -c Release --project tests/Benchmarks -- [run] [--option value]
// Exit codes: 0 measured, 1 a run failed, 2 no such run.
var runs = new SortedDictionary<string, (string Tells, Func<Options, Task> Run)>(StringComparer.Ordinal)
{
    ["commits"] = ("SQLite's own durable commits per second, one after another", CommitsRun.RunAsync),
    ["decide"] = ("one decision over about 100 fields", DecideRun.RunAsync),
    ["engine"] = ("orchestrations per second with three activities", EngineRun.RunAsync),
    ["requests"] =
        ("sharing requests per second over HTTP, from submission to ready [--cases 64,1000,100000] [--seconds 20] [--in-flight 64]", RequestsRun.RunAsync),
    ["sealing"] = ("packages sealed and opened per second, beside OpenSSL", SealingRun.RunAsync),
    ["start"] = ("start to first answered request, and idle memory", StartRun.RunAsync),
    ["withdraw"] =
        ("acknowledgement of a withdrawal with 1,000 live releases in the case [--cases 100] [--releases 1000]", WithdrawRun.RunAsync),
};

if (args.Length == 0 || (args[0] != "all" && !runs.ContainsKey(args[0])))
{
    Console.WriteLine("Runs:");
    Console.WriteLine($"  {"all",-10} every one of these");
    foreach ((string name, (string Tells, Func<Options, Task> Run) run) in runs)
        Console.WriteLine($"  {name,-10} {run.Tells}");
    return 2;
}

Machine.Print();
var options = Options.Parse(args[1..]);
foreach (string name in args[0] == "all" ? [.. runs.Keys] : new[] { args[0] })
{
    Console.WriteLine();
    Console.WriteLine($"{name}: {runs[name].Tells.Split(" [")[0]}");
    await runs[name].Run(options);
}

return 0;
