using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Azure.Core;

namespace DataSharing.Emulators.Blobs;

/// <summary>
/// npm <c>azurite</c> (tests/node) as a child process on a free port of 127.0.0.1: blobs in memory, HTTPS, bearer tokens, so
/// that the app reaches it as it reaches Blob Storage.
/// </summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _folder;

    private AzuriteProcess(Process process, string folder, Uri uri) => (_process, _folder, Uri) = (process, folder, uri);

    /// <summary>Of the storage account's blob service.</summary>
    public Uri Uri { get; }

    /// <exception cref="InvalidOperationException">It is not installed (run npm ci in tests/node) or did not start.</exception>
    public static async Task<AzuriteProcess> StartAsync(LoopbackCertificate certificate, int port = 0)
    {
        string folder = Directory.CreateTempSubdirectory("azurite-").FullName;
        string certificateFile = Path.Combine(folder, "certificate.pem"), keyFile = Path.Combine(folder, "key.pem");
        await File.WriteAllTextAsync(certificateFile, certificate.CertificatePem);
        await File.WriteAllTextAsync(keyFile, certificate.KeyPem);
        var start = new ProcessStartInfo("node",
        [
            FindScript(), "--blobHost", "127.0.0.1", "--blobPort", FormattableString.Invariant($"{port}"), "--inMemoryPersistence", "--silent",
            // The client speaks a newer version of the service than azurite has been told of; nothing in use differs.
            "--disableTelemetry", "--skipApiVersionCheck", "--oauth", "basic", "--cert", certificateFile, "--key", keyFile,
        ])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            Uri uri = await ReadAddressAsync(process, limit.Token);
            // The key is in its memory now.
            File.Delete(keyFile);
            return new(process, folder, new Uri(uri, "/devstoreaccount1"));
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

    private static async Task<Uri> ReadAddressAsync(Process process, CancellationToken cancellation)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (Listens().Match(line) is not { Success: true } match)
                continue;
            // Nobody reads what it says later; an unread pipe would stop it.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return new Uri(match.Value);
        }

        throw new InvalidOperationException("azurite ended before it listened");
    }

    private static string FindScript()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string script = Path.Combine(folder.FullName, "tests", "node", "node_modules", "azurite", "dist", "src", "blob", "main.js");
            if (File.Exists(script))
                return script;
        }

        throw new InvalidOperationException("azurite is not installed: run npm ci in tests/node, or tests/run.sh");
    }

    [GeneratedRegex("https://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Listens();
}
