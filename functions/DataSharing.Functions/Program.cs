using DataSharing.Functions;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Telemetry;
using DataSharing.Functions.Worker;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

// The function app in the isolated worker; compiled against the official packages alone. On one machine
// DataSharing.Embedded runs the same functions. Exit code 1: it cannot start, and says why in a line for each reason.
FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
IReadOnlyList<string> problems = AzureSettings.Problems(builder.Configuration);
if (problems.Count > 0)
{
    foreach (string problem in problems)
        Console.Error.WriteLine(problem);
    return 1;
}

builder.ConfigureFunctionsWebApplication();
builder.Services.Configure<KestrelServerOptions>(kestrel => ServerLimits.Apply(kestrel, builder.Configuration));
builder.Services.Configure<SocketTransportOptions>(ServerLimits.Apply);
builder.UseMiddleware<InvocationSpans>();
builder.UseMiddleware<RequestGate>();
builder.UseMiddleware<StoreWait>();
builder.UseMiddleware<QuietFaults>();
// The framework and the SDKs log addresses at Information.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning)
    .AddFilter("Azure", LogLevel.Warning);
builder.Services.AddRazorComponents();
// Components bring data protection along; nothing of ours rests on it, and its keys must not be kept anywhere.
builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
builder.Services.AddSingleton(new SurvivorHost(builder.Configuration[SurvivorHost.Setting]));
builder.Services.AddDataSharing(builder.Configuration);
builder.Services.AddAzureStores(builder.Configuration);
TelemetryExport.Add(builder.Services, builder.Logging, builder.Configuration);
builder.Services.AddHostedService<SignalLog>();

await builder.Build().RunAsync();
return Environment.ExitCode;
