using DataSharing.Functions.Http;

namespace DataSharing.Embedded.Hosting;

/// <summary>What every request passes before its function.</summary>
internal static class Pipeline
{
    public static void Use(WebApplication app)
    {
        SurvivorHost survivor = app.Services.GetRequiredService<SurvivorHost>();
        app.Use((http, next) =>
        {
            http.Response.OnStarting(static response =>
            {
                ResponseHeaders.Complete((HttpResponse)response);
                return Task.CompletedTask;
            }, http.Response);
            if (survivor.Allows(http.Request.Host.Host, http.Request.Path))
                return next(http);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        // Named here so that routing comes after the rule above, not in front of the whole pipeline.
        app.UseRouting();
    }
}
