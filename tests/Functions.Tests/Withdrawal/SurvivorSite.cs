using System.Net;
using System.Net.Sockets;
using DataSharing.Domain.Cases;
using DataSharing.Functions.Ledger;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>A withdrawal link as it was handed to her.</summary>
internal sealed record HandedLink(string Case, string Id, string Secret, string Code);

/// <summary>The survivor's pages of a running app, without a browser.</summary>
internal static class SurvivorSite
{
    public const string Word = "tangerine";

    public static async Task<HandedLink> HandLinkAsync(
        this TestApp app, string? caseId = null, string onlineView = "afterFactor", string delivery = "inPerson")
    {
        caseId ??= await app.OpenCaseAsync();
        Answer issued = await app.PostAsync(
            "advocate-worker", $"cases/{caseId}/withdrawal-links", new { delivery, word = Word, onlineView, language = "en" });
        Assert.Equal(201, issued.Status);
        return new HandedLink(
            caseId, (string)issued.Json["linkId"]!, ((string)issued.Json["link"]!).Split('#')[1], (string)issued.Json["spokenCode"]!);
    }

    public static async Task<IReadOnlyList<Stop>> StopsAsync(this TestApp app, string caseId) =>
        (await app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value.Stops;

    public static Task<Answer> SubmitAsync(this TestApp app, params (string Name, string Value)[] fields) => SubmitAsync(app.Http, fields);

    public static async Task<Answer> SubmitAsync(HttpClient from, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await SendAsync(from, form);
    }

    public static async Task<Answer> SendAsync(HttpClient from, HttpContent content, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/w") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        using HttpResponseMessage answer = await from.SendAsync(request);
        return await Answer.OfAsync(answer);
    }

    /// <summary>A client whose requests come from another network of the loopback.</summary>
    public static HttpClient From(this TestApp app, string address) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = app.Http.BaseAddress };
}
