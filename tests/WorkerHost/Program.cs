using System.Collections;
using System.Runtime.InteropServices;
using System.Text.Json;
using DataSharing.Emulators.Blobs;
using DataSharing.WorkerHost;

// Runs the function app as a worker, writes one line of JSON with the address at which it answers, and ends when its input ends
// or it is asked to. The app's settings are this program's environment. AzureWebJobsStorage names the storage account of Durable
// Functions; without it one is started. --url URL says where to listen.
if (args is not ([] or ["--url", _]))
{
    Console.Error.WriteLine("usage: WorkerHost [--url URL]");
    return 2;
}

const string Override = "AzureFunctionsJobHost__extensions__durableTask__";
string? storage = Environment.GetEnvironmentVariable("AzureWebJobsStorage");
await using AzuriteProcess? account = string.IsNullOrEmpty(storage) ? await AzuriteProcess.StartAccountAsync() : null;
var durable = new Dictionary<string, string?>(FunctionsHostOptions.Quick);
foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
    if (variable.Key is string name && name.StartsWith(Override, StringComparison.OrdinalIgnoreCase))
        durable[name[Override.Length..].Replace("__", ":", StringComparison.Ordinal)] = (string?)variable.Value;
await using FunctionsHost host = await FunctionsHost.StartAsync(new FunctionsHostOptions
{
    Settings = new Dictionary<string, string?>(),
    Storage = account?.ConnectionString ?? storage!,
    Url = args.Length == 2 ? args[1] : "http://127.0.0.1:0",
    Durable = durable,
});
host.Log.Heard = line =>
{
    if (line.Level is "Error" or "Critical")
        Console.Error.WriteLine(line);
};
Console.WriteLine(JsonSerializer.Serialize(new
{
    settings =
        new Dictionary<string, string>
        {
            ["Worker:Address"] =
            host.Address.AbsoluteUri.TrimEnd('/'),
            ["Worker:Process"] = FormattableString.Invariant($"{host.Worker.Id}")
        },
    environment = new Dictionary<string, string>(),
}));
var asked = new TaskCompletionSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
await Task.WhenAny(asked.Task, Task.Run(Console.In.ReadToEnd));
return 0;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    asked.TrySetResult();
}
