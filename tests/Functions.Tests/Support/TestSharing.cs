using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;

namespace DataSharing.Functions.Tests.Support;

/// <summary>What happens to sharing requests, over HTTP.</summary>
internal static class TestSharing
{
    public static object Send(string caseId, string recipient = "reg-shelter", string pathway = "shelter-referral") =>
        new { direction = "send", @case = caseId, recipient, pathway };

    public static object Ask(string reference, string holder = "reg-advocate", string pathway = "shelter-referral") =>
        new { direction = "ask", holder, reference, pathway };

    /// <summary>Submits and returns the id.</summary>
    public static async Task<string> SubmitAsync(this TestApp app, string person, object body, string? key = null)
    {
        Answer answer = await app.PostAsync(person, "sharing-requests", body, key);
        Assert.True(answer.Status == 202, answer.ToString());
        return (string)answer.Json["id"]!;
    }

    /// <summary>Waits for one of these states, as that person sees it.</summary>
    public static async Task<JsonNode> StatusAsync(this TestApp app, string person, string request, params string[] statuses)
    {
        Answer answer = await Wait.UntilAsync(
            () => app.GetAsync(person, $"sharing-requests/{request}"),
            one => one.Status == 200 && statuses.Contains((string)one.Json["status"]!));
        return answer.Json;
    }

    /// <summary>Sends and waits until it is ready.</summary>
    public static async Task<string> ReadyAsync(
        this TestApp app, string caseId, string recipient = "reg-shelter", string pathway = "shelter-referral",
        string sender = "advocate-worker")
    {
        string id = await app.SubmitAsync(sender, Send(caseId, recipient, pathway));
        await app.StatusAsync(sender, id, "ready");
        return id;
    }

    public static Task<Answer> CollectAsync(this TestApp app, string person, string request, string? accept = null) =>
        app.SendAsync(person, HttpMethod.Post, $"sharing-requests/{request}/collection", accept: accept);

    public static async Task<StopReceipt> WithdrawAsync(this TestApp app, string caseId) =>
        (await app.Get<StopSharing>().CommitAsync(new(caseId, StopTarget.Everything, new("link", LogActor.Survivor)), default))!;

    /// <summary>Withdraws and runs what follows.</summary>
    public static async Task<string> WithdrawAndFollowAsync(this TestApp app, string caseId)
    {
        StopOrder everything = new(caseId, StopTarget.Everything, new("link", LogActor.Survivor));
        return (await app.Get<StopSharing>().StopAsync(everything, app.Durable, default))!.WithdrawalId;
    }

    public static Task<WithdrawalDocument> WithdrawalAsync(
        this TestApp app, string caseId, string withdrawal, Func<WithdrawalDocument, bool> until) => Wait.UntilAsync(
        async () => (await app.Store.ReadAsync<WithdrawalDocument>(Partition.Case(caseId), CaseIds.Withdrawal(withdrawal)))!.Value, until);

    public static async Task<RequestLife> RequestAsync(this TestApp app, string request) =>
        (await app.Get<RequestStore>().FindAsync(request))!.Value;

    /// <summary>Until the orchestration has ended.</summary>
    public static async Task EndAsync(this TestApp app, string request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await app.Durable.WaitForInstanceCompletionAsync(SharingRequestOrchestrator.InstanceId(request), limit.Token);
    }

    /// <summary>The log of a case, with everything that waited chained.</summary>
    public static async Task<IReadOnlyList<Domain.AccessLog.LogEntry>> LogAsync(this TestApp app, string caseId)
    {
        var commits = new Commits(app.Services);
        await commits.Ledger.ChainAsync(caseId);
        return (await commits.Ledger.ReadLogAsync(caseId))!.Value.Chained;
    }
}
