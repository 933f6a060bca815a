using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using DataSharing.Emulators;

// Runs every emulator, writes one line of JSON with the settings and the environment under which the app finds them, and
// ends when its input ends or it is asked to.
await InstallAsync();
await using EmulatedAzure azure = await EmulatedAzure.StartAsync();
Console.WriteLine(JsonSerializer.Serialize(new { settings = azure.Settings, environment = azure.Environment }));
var asked = new TaskCompletionSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
await Task.WhenAny(asked.Task, Task.Run(Console.In.ReadToEnd));

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    asked.TrySetResult();
}

// azurite is an npm part of the tests.
static async Task InstallAsync()
{
    for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
    {
        string parts = Path.Combine(folder.FullName, "tests", "node");
        if (!File.Exists(Path.Combine(parts, "package-lock.json")))
            continue;
        if (Directory.Exists(Path.Combine(parts, "node_modules", "azurite")))
            return;
        Console.Error.WriteLine("installing the npm parts of tests/node");
        using Process npm = Process.Start(
            new ProcessStartInfo(
                "npm", ["ci", "--no-audit", "--no-fund", "--silent"])
            { WorkingDirectory = parts, RedirectStandardOutput = true })!;
        await npm.StandardOutput.ReadToEndAsync();
        await npm.WaitForExitAsync();
        return;
    }
}
