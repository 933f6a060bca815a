using System.Net;
using System.Net.Sockets;
using System.Text;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Sharing;
using Xunit.Abstractions;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>
/// A reader that asked for a package and does not read: what it still gets once a stop was acknowledged. Over a socket of this
/// machine whose receiving side is as small as the system allows, so that nearly all of it is what the program had let go.
/// </summary>
public sealed class StalledReaderTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Package = 300_000;

    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData(2048)]
    [InlineData(0)]
    public async Task Collect_WhenTheReaderStopsReadingAndSheStops_LeavesLittle(int receiveBuffer)
    {
        (string caseId, string id) = await ReadyAsync();
        using Socket reader = await AskAsync(id, receiveBuffer);
        // The answer has begun, and nobody reads on.
        byte[] buffer = new byte[16];
        Assert.Equal(16, await reader.ReceiveAsync(buffer));
        Assert.Equal("HTTP/1.1 200 OK\r", Encoding.ASCII.GetString(buffer));
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        await _app.WithdrawAsync(caseId);
        await Wait.UntilAsync(
            () => _app.LogAsync(caseId), log => log.Any(entry => entry.Action == LogAction.CollectionCut && entry.Request == id));

        long received = 16 + await RestAsync(reader);
        output.WriteLine($"receive buffer {receiveBuffer}: {received} bytes of {Package} arrived");
        // What the reader's own side had taken in before the stop is not ours to bound; by default it is 64 KiB to begin with.
        long own = receiveBuffer == 0 ? 128 * 1024 : 8 * 1024;
        Assert.InRange(received, 16, OpenCollection.InFlight + own);
    }

    [Fact]
    public async Task Collect_WhenTheReaderReadsOnAtOnceAfterTheStop_GetsAtMostWhatWasInFlight()
    {
        (string caseId, string id) = await ReadyAsync();
        using Socket reader = await AskAsync(id, 2048);
        byte[] buffer = new byte[16];
        await reader.ReceiveAsync(buffer);
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        await _app.WithdrawAsync(caseId);

        long received = 16 + await RestAsync(reader);
        output.WriteLine($"{received} bytes of {Package} arrived");
        Assert.InRange(received, 16, OpenCollection.InFlight + (8 * 1024));
        await Wait.UntilAsync(
            () => _app.LogAsync(caseId), log => log.Any(entry => entry.Action == LogAction.CollectionCut && entry.Request == id));
    }

    [Fact]
    public async Task Collect_WhenTheReaderIsSlowAndNobodyStops_GetsAllOfIt()
    {
        (_, string id) = await ReadyAsync();
        using Socket reader = await AskAsync(id, 2048);
        await Task.Delay(TimeSpan.FromMilliseconds(800));
        Assert.InRange(await RestAsync(reader), Package, Package + 4096);
    }

    private async Task<(string Case, string Request)> ReadyAsync()
    {
        string path = _app.Policy.Pathways["shelter-referral"].FieldsAt(_app.Policy.Pathways["shelter-referral"].Ceiling)
            .Where(grant => grant.Value.Limit is null && !grant.Value.OnRequest && !grant.Value.Field.FreeText).Select(grant => grant.Key)
                .Order(StringComparer.Ordinal)
            .First(one => one.StartsWith("identity.", StringComparison.Ordinal) && one != "identity.caseHandle");
        string caseId = await _app.OpenCaseAsync(values: [TestCases.Value(path, _app.Time.GetUtcNow(), new string('x', Package))]);
        await _app.ConsentAsync(caseId);
        return (caseId, await _app.ReadyAsync(caseId));
    }

    private async Task<Socket> AskAsync(string id, int receiveBuffer)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer > 0)
            socket.ReceiveBufferSize = receiveBuffer;
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _app.Http.BaseAddress!.Port));
        string request =
            $"POST /api/v1/sharing-requests/{id}/collection HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + $"{_app.Token("shelter-worker")}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        return socket;
    }

    private static async Task<long> RestAsync(Socket reader)
    {
        long received = 0;
        byte[] buffer = new byte[65_536];
        try
        {
            for (int some; (some = await reader.ReceiveAsync(buffer)) > 0;)
                received += some;
        }
        catch (SocketException)
        {
            // Reset: there is no more.
        }

        return received;
    }
}
