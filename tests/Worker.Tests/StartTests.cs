using DataSharing.EndToEnd.Tests.Durability;
using DataSharing.Worker.Tests.Support;
using Xunit.Abstractions;

namespace DataSharing.Worker.Tests;

[Collection(WorkerCollection.Name)]
public sealed class StartTests(RunningWorker app, ITestOutputHelper output)
{
    [Fact]
    public async Task Debug()
    {
        var facts = Bodies.Facts(DateTimeOffset.UtcNow);
        string id = (await app.Api.PostAsync("advocate-worker", "api/v1/cases", facts)).Must(201).Text("case");
        (await app.Api.SendAsync("advocate-worker", HttpMethod.Put, $"api/v1/cases/{id}/record", Bodies.Record, r => r.Headers.TryAddWithoutValidation("If-None-Match", "*"))).Must(201);
        (await app.Api.PostAsync("advocate-worker", $"api/v1/cases/{id}/consents", Bodies.Consent(DateTimeOffset.UtcNow))).Must(201);
        string request = (await app.Api.PostAsync("advocate-worker", "api/v1/sharing-requests", Bodies.Send(id))).Must(202).Text("id");
        await Task.Delay(15000);
        output.WriteLine((await app.Api.GetAsync("advocate-worker", "api/v1/sharing-requests/" + request)).ToString());
        output.WriteLine(app.Host.Log.ToString());
        output.WriteLine(app.Host.HostLog.ToString());
        Assert.Fail("x");
    }
}
