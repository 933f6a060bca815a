using DataSharing.Functions;
using DataSharing.Functions.Hosting;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// The function app in the isolated worker; compiled against the official packages alone. On one machine
// DataSharing.Embedded runs the same functions.
//
// Still missing here, until the Azure adapters are written: IPartitionStore (Cosmos DB), IBlobStore (Blob Storage),
// IStopJournal (Blob Storage, append) and IKeyService (Key Vault). Without them the start is refused below.
FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddDataSharing(builder.Configuration);
builder.Services.AddSingleton(new SurvivorHost(builder.Configuration[SurvivorHost.Setting]
    ?? throw new InvalidOperationException($"the setting {SurvivorHost.Setting} is missing: the host name of the survivor's pages, which no agency uses")));
builder.UseMiddleware<SurvivorHostMiddleware>();
RequireAdapters(builder.Services);
builder.Build().Run();

static void RequireAdapters(IServiceCollection services)
{
    string[] missing = [.. new[] { typeof(IPartitionStore), typeof(IBlobStore), typeof(IStopJournal), typeof(IKeyService) }
        .Where(port => services.All(service => service.ServiceType != port)).Select(port => port.Name)];
    if (missing.Length > 0)
        throw new InvalidOperationException("the function app has no adapters for " + string.Join(", ", missing));
}

/// <summary>Answers 404 before a function runs where a page is asked for on the wrong host name.</summary>
internal sealed class SurvivorHostMiddleware(SurvivorHost survivor) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
        {
            if (!survivor.Allows(http.Request.Host.Value, http.Request.Path.Value))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            http.Response.OnStarting(() =>
            {
                ResponseHeaders.Complete(http.Response.Headers);
                return Task.CompletedTask;
            });
        }

        await next(context);
    }
}
