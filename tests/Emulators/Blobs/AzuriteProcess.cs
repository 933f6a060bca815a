using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Azure.Core;

namespace DataSharing.Emulators.Blobs;

/// <summary>
/// npm <c>azurite</c> (tests/node) as a child process on free ports of 127.0.0.1, everything in memory. Blobs for the app over
/// HTTPS with bearer tokens, so that it reaches them as it reaches Blob Storage; or a whole account for a function app's host.
/// </summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    private const string DefaultAccount = "devstoreaccount1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _folder;

    private AzuriteProcess(Process process, string folder, IReadOnlyList<Uri> services, string? connectionString) =>
        (_process, _folder, Uri, ConnectionString) = (process, folder, services[0], connectionString);

    /// <summary>Of the storage account's blob service.</summary>
    public Uri Uri { get; }

    /// <summary>By which a whole account is reached; null where there is no key.</summary>
    public string? ConnectionString { get; }

    /// <summary>Blobs alone, as the app reaches them.</summary>
    /// <exception cref="InvalidOperationException">It is not installed (run npm ci in tests/node) or did not start.</exception>
    public static async Task<AzuriteProcess> StartAsync(LoopbackCertificate certificate, int port = 0)
    {
        string folder = Directory.CreateTempSubdirectory("azurite-").FullName;
        string certificateFile = Path.Combine(folder, "certificate.pem"), keyFile = Path.Combine(folder, "key.pem");
        await File.WriteAllTextAsync(certificateFile, certificate.CertificatePem);
        await File.WriteAllTextAsync(keyFile, certificate.KeyPem);
        string[] arguments = [
            "--blobHost",
            "127.0.0.1",
            "--blobPort",
            FormattableString.Invariant($"{port}"),
            "--oauth",
            "basic",
            "--cert",
            certificateFile,
            "--key",
            keyFile,
        ];
        AzuriteProcess started = await StartAsync(
            folder, Path.Combine("blob", "main.js"), arguments, services: 1, account: DefaultAccount, key: null);
        // The key is in its memory now.
        File.Delete(keyFile);
        return started;
    }

    /// <summary>
    /// Blobs, queues and tables over plain HTTP with an account's key, as a function app's own storage is reached by its host: no
    /// SDK inside a host can be told to trust one certificate.
    /// </summary>
    /// <exception cref="InvalidOperationException">As above.</exception>
    public static Task<AzuriteProcess> StartAccountAsync()
    {
        string[] arguments =
        [
            .. new[] { "blob", "queue", "table" }.SelectMany(service => new[] { $"--{service}Host", "127.0.0.1", $"--{service}Port", "0" }),
        ];
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        return StartAsync(
            Directory.CreateTempSubdirectory("azurite-").FullName, "azurite.js", arguments, services: 3, account: "functionapp", key);
    }

    private static async Task<AzuriteProcess> StartAsync(
        string folder, string script, IReadOnlyList<string> arguments, int services, string account, string? key)
    {
        // The clients speak a newer version of the services than azurite has been told of; nothing in use differs.
        var start = new ProcessStartInfo(
            "node", [FindScript(script), "--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (key is not null)
            start.Environment["AZURITE_ACCOUNTS"] = $"{account}:{key}";
        Process process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            Uri[] found = [.. (await ReadAddressesAsync(process, services, limit.Token)).Select(uri => new Uri(uri, account))];
            return new(process, folder, found, key is null ? null
                : $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};BlobEndpoint={found[0]};QueueEndpoint={found[1]};TableEndpoint={found[2]};");
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Makes a container, which in Azure the templates do.</summary>
    public async Task CreateContainerAsync(LoopbackCertificate certificate, string name)
    {
        using var client = new HttpClient(certificate.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Uri.AbsoluteUri}/{name}?restype=container");
        AccessToken token = new EmulatorCredential().GetToken(new TokenRequestContext(["https://storage.azure.com/.default"]), default);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        request.Headers.Add("x-ms-version", "2021-12-02");
        using HttpResponseMessage response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Each service says where it listens, in the order of blobs, queues, tables.
    private static async Task<IReadOnlyList<Uri>> ReadAddressesAsync(Process process, int services, CancellationToken cancellation)
    {
        var found = new List<Uri>();
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (Listens().Match(line) is not { Success: true } match)
                continue;
            found.Add(new Uri(match.Groups["uri"].Value));
            if (found.Count < services)
                continue;
            // Nobody reads what it says later; an unread pipe would stop it.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return found;
        }

        throw new InvalidOperationException("azurite ended before it listened");
    }

    private static string FindScript(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string script = Path.Combine(folder.FullName, "tests", "node", "node_modules", "azurite", "dist", "src", name);
            if (File.Exists(script))
                return script;
        }

        throw new InvalidOperationException("azurite is not installed: run npm ci in tests/node, or tests/run.sh");
    }

    [GeneratedRegex("successfully listen[a-z]+ (at|on) (?<uri>https?://127\\.0\\.0\\.1:[0-9]+)")]
    private static partial Regex Listens();
}
