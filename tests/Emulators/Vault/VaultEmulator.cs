using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DataSharing.Emulators.Vault;

/// <summary>
/// A vault on loopback that speaks the REST interface of Azure Key Vault as far as the app uses it: keys (create, get, list
/// versions, rotate, wrap, unwrap, sign, verify, delete) and secrets (set, get, list versions, delete), behind the bearer
/// challenge, over HTTPS, in memory. Source: Azure Key Vault REST API, version 7.4.
/// </summary>
public sealed class VaultEmulator : IAsyncDisposable
{
    /// <summary>Whose tokens it wants.</summary>
    public const string Resource = "https://vault.azure.net";

    private readonly WebApplication _app;
    private readonly VaultKeys _keys;
    private readonly VaultSecrets _secrets;
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private long _bodiesBeforeChallenge;

    private VaultEmulator(WebApplication app, Uri uri, TimeProvider time)
    {
        _app = app;
        Uri = uri;
        _keys = new VaultKeys(uri, time);
        _secrets = new VaultSecrets(uri, time);
    }

    /// <summary>Of the vault, as the app's settings would name it.</summary>
    public Uri Uri { get; }

    /// <summary>Calls that passed the challenge, by operation (<c>unwrapkey</c>, <c>keys.get</c>, …), refused ones included.</summary>
    public IReadOnlyDictionary<string, long> CallCounts => _counts;

    /// <summary>Requests that carried a body although the vault had not yet said who it is.</summary>
    public long BodiesBeforeChallenge => Interlocked.Read(ref _bodiesBeforeChallenge);

    /// <summary>What the next answers are to be instead.</summary>
    public VaultFaults Faults { get; } = new();

    /// <summary>Every key's versions, to disable or to look at.</summary>
    public VaultKeys Keys => _keys;

    /// <param name="port">0: a free one.</param>
    public static async Task<VaultEmulator> StartAsync(LoopbackCertificate certificate, int port = 0, TimeProvider? time = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate.Certificate));
        });
        WebApplication app = builder.Build();
        VaultEmulator? vault = null;
        app.Run(context => vault!.AnswerAsync(context));
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        vault = new VaultEmulator(app, new Uri(address), time ?? TimeProvider.System);
        return vault;
    }

    /// <summary>Calls of one operation so far.</summary>
    public long Count(string operation) => _counts.GetValueOrDefault(operation);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            if (!VaultChallenge.IsMet(context.Request))
            {
                if (context.Request.ContentLength > 0)
                    Interlocked.Increment(ref _bodiesBeforeChallenge);
                context.Response.Headers.WWWAuthenticate = VaultChallenge.Header;
                throw new VaultError(401, "Unauthorized", "[TokenExpired/Missing] no usable bearer token");
            }

            if (context.Request.Query["api-version"].ToString() is not (['7', '.', ..] or ['2', '0', _, _, '-', ..]))
                throw new VaultError(400, "BadParameter", "the api-version is missing or not supported");
            var call = VaultCall.Of(context.Request);
            _counts.AddOrUpdate(call.Operation, 1, (_, count) => count + 1);
            VaultFault? fault = Faults.Next(call.Operation);
            if (fault is { AfterEffect: false })
            {
                await AnswerAsync(context, fault);
                return;
            }

            JsonObject body = await ReadAsync(context.Request);
            JsonNode answer = call.IsKey ? _keys.Answer(call, body) : _secrets.Answer(call, body);
            if (fault is not null)
                await AnswerAsync(context, fault);
            else
                await WriteAsync(context, 200, answer);
        }
        catch (VaultError error)
        {
            await WriteAsync(context, error.Status, error.ToJson());
        }
    }

    private static Task AnswerAsync(HttpContext context, VaultFault fault)
    {
        if (fault.Status == 0)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        if (fault.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds;
        return WriteAsync(context, fault.Status, new VaultError(fault.Status, fault.Code, "injected").ToJson());
    }

    private static async Task<JsonObject> ReadAsync(HttpRequest request)
    {
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content);
        try
        {
            return content.Length == 0 ? [] : JsonNode.Parse(content.ToArray()) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            throw new VaultError(400, "BadParameter", "the body is not JSON");
        }
    }

    private static Task WriteAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString();
        context.Response.Headers["x-ms-client-request-id"] = context.Request.Headers["x-ms-client-request-id"].ToString();
        return context.Response.WriteAsync(body.ToJsonString());
    }
}
