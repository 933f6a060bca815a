using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Move;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Move;

/// <summary>
/// <c>transfer-key</c>, <c>export</c> and <c>import</c>: moving an installation to another machine or to Azure. They work on
/// whatever stores the settings name, and only while no engine holds the data directory. Exit code 0 only if everything was
/// written and checked; else 1 and one line that says what is wrong.
/// </summary>
internal static class MoveVerbs
{
    public static Verb TransferKey { get; } = new(
        "transfer-key", "print the public key that an export for this installation needs",
        line => StoreWork.RunAsync(line, TransferKeyAsync));

    public static Verb Export { get; } = new(
        "export", "write everything to --to DIR, readable for the target of --for KEYFILE alone",
        line => StoreWork.RunAsync(line, ExportAsync));

    public static Verb Import { get; } = new(
        "import", "take in the export of --from DIR (--journal FILE: newer stop journal; --digest HEX: what export printed)",
        line => StoreWork.RunAsync(line, ImportAsync));

    private static async Task TransferKeyAsync(CommandLine line, IServiceProvider services)
    {
        VerbOptions.Read(line, TransferKey.Name, []);
        (string jwk, string thumbprint) = await Functions.Move.TransferKey.MakeAsync(services.GetRequiredService<IKeyService>());
        await Console.Out.WriteLineAsync(jwk);
        await Console.Error.WriteLineAsync($"thumbprint {thumbprint}: compare it with what the export prints");
    }

    private static async Task ExportAsync(CommandLine line, IServiceProvider services)
    {
        IReadOnlyDictionary<string, string> options = VerbOptions.Read(line, Export.Name, ["--to", "--for"]);
        AgencyPublicKey target = await Functions.Move.TransferKey.ReadFileAsync(options["--for"]);
        StoreGate gate = services.GetRequiredService<StoreGate>();
        // A database restored from a backup must not export what was stopped since.
        await gate.OpenAsync();
        var exporter = new Exporter(
            gate.Store, services.GetRequiredService<IBlobStore>(), services.GetRequiredService<IKeyService>(),
            services.GetRequiredService<IStopJournal>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<LogSeals>(), services.GetRequiredService<ILogger<FormerSigners>>());
        ExportReport report = await exporter.RunAsync(options["--to"], target);
        await PrintAsync("exported", report.Counts);
        await Console.Out.WriteLineAsync($"readable with the key {target.Thumbprint}");
        await Console.Out.WriteLineAsync($"digest {report.Digest}");
    }

    private static async Task ImportAsync(CommandLine line, IServiceProvider services)
    {
        IReadOnlyDictionary<string, string> options = VerbOptions.Read(line, Import.Name, ["--from"], "--journal", "--digest");
        IReadOnlyList<StopEntry>? later = options.TryGetValue("--journal", out string? journal) ? await JournalAsync(journal) : null;
        var importer = new Importer(
            services.GetRequiredService<StoreGate>(), services.GetRequiredService<IBlobStore>(), services.GetRequiredService<IKeyService>(),
            services.GetRequiredService<IStopJournal>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<LogSeals>());
        ImportReport report = await importer.RunAsync(options["--from"], options.GetValueOrDefault("--digest"), later, journal ?? "");
        await PrintAsync(report.WasThere ? "was imported before:" : "imported and verified", report.Counts);
        await Console.Out.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"stops and erasures applied that were newer: {report.Applied}"));
        await Console.Out.WriteLineAsync($"digest {report.Digest}");
    }

    private static async Task<IReadOnlyList<StopEntry>> JournalAsync(string path)
    {
        try
        {
            return await FileStopJournal.ReadCopyAsync(path);
        }
        catch (Exception fault) when (fault is InvalidDataException or System.Text.Json.JsonException)
        {
            throw new MoveException($"{path}: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MoveException($"{path}: is missing or cannot be read", fault);
        }
    }

    private static Task PrintAsync(string what, MoveCounts counts) => Console.Out.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"{what} {counts.Registrations} registrations, {counts.Agreements} agreements, {counts.Cases} cases, {counts.Requests} requests, "
            + $"{counts.LogEntries} log entries, {counts.Blobs} blobs, {counts.Stops} stops and erasures; {counts.Documents} documents "
            + $"in all"));
}
