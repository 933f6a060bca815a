using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Worker.Tests.Support;

/// <summary>A case that may be shared with the sample shelter, what was submitted about it, and what must have come of it.</summary>
internal sealed class Sharing(Api api, string caseId, IEnumerable<string>? requests = null)
{
    public const string Holder = "advocate-worker", Recipient = "shelter-worker";
    private readonly List<string> _requests = [.. requests ?? []];

    public string Case { get; } = caseId;

    public IReadOnlyList<string> Requests => _requests;

    public static async Task<Sharing> OpenAsync(Api api, JsonNode? record = null)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        string opened = (await api.PostAsync(Holder, "api/v1/cases", Bodies.Facts(now))).Must(201)["case"];
        (await api.SendAsync(
            Holder, HttpMethod.Put, $"api/v1/cases/{opened}/record", record ?? Bodies.Record,
            request => request.Headers.TryAddWithoutValidation("If-None-Match", "*"))).Must(201);
        (await api.PostAsync(Holder, $"api/v1/cases/{opened}/consents", Bodies.Consent(now))).Must(201);
        return new Sharing(api, opened);
    }

    /// <summary>The same, seen through another host.</summary>
    public Sharing Through(Api other) => new(other, Case, _requests);

    /// <summary>Submits a request, again if its answer was lost.</summary>
    public async Task<string> SubmitAsync(Api? by = null)
    {
        string id = (await (by ?? api).PersistAsync(Holder, "api/v1/sharing-requests", Bodies.Send(Case))).Must(202)["id"];
        lock (_requests)
            _requests.Add(id);
        return id;
    }

    /// <summary>What the holder sees of it once it is decided.</summary>
    public Task<Answer> DecidedAsync(string request) => Wait.UntilAsync(
        () => Api.TryAsync(() => api.GetAsync(Holder, "api/v1/sharing-requests/" + request)),
        seen => seen.Status == 200 && seen["status"] != "submitted");

    public Task<Answer> CollectAsync(string request, Api? by = null) =>
        (by ?? api).PostAsync(Recipient, $"api/v1/sharing-requests/{request}/collection");

    public async Task WithdrawAsync() => (await api.PostAsync(Holder, $"api/v1/cases/{Case}/withdrawal", Bodies.Stop)).Must(200);

    /// <summary>What is lost or doubled: every request ended in one release, and each release is on the log once.</summary>
    public async Task<IReadOnlyList<string>> DefectsAsync(IServiceProvider stores)
    {
        IPartitionStore store = stores.GetRequiredService<IPartitionStore>();
        var defects = new List<string>();
        foreach (string request in _requests)
            if (await store.ReadAsync<RequestLife>(
                Partition.Request(request), RequestStore.DocumentId) is not { Value.State: RequestState.Released } document)
                defects.Add($"request {request} is not released");
            else if (document.Value.CaseId != Case)
                defects.Add($"request {request} is of another case");
        (LogHead? head, IReadOnlyList<LogEntry>? chained, IReadOnlyList<LogEntry>? waiting) =
            (await stores.GetRequiredService<CaseLedger>().ReadLogAsync(Case))!.Value;
        if (!LogChain.Verify(chained, head).IsIntact)
            defects.Add($"the log of {Case} is not intact");
        var releases = new List<string>();
        await foreach (Listed<Release> release in store.ListAllAsync<Release>(Partition.Case(Case), CaseIds.ReleasePrefix))
            releases.Add(release.Value.Id);
        LogEntry[] entries = [.. chained, .. waiting];
        Same("requests and releases", _requests, releases);
        Same(
            "releases and entries", releases,
            entries.Where(entry => entry.Action == LogAction.ReleaseCreated).Select(entry => entry.Release!.Value));
        return defects;

        void Same(string what, IEnumerable<string> some, IEnumerable<string> others)
        {
            string[] one = [.. some.Order(StringComparer.Ordinal)], other = [.. others.Order(StringComparer.Ordinal)];
            if (!one.SequenceEqual(other))
                defects.Add($"{what} of {Case} differ: [{string.Join(' ', one)}] and [{string.Join(' ', other)}]");
        }
    }
}
