using System.Net;
using System.Net.Sockets;
using DataSharing.EndToEnd.Tests.Support;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests.Survivor;

/// <summary>A process for the survivor's pages alone: their throttle counts by network, so tests must not share it with others.</summary>
public sealed class SurvivorApp : IAsyncLifetime
{
    public RunningApp App { get; private set; } = null!;

    public Api Api => App.Api;

    public async Task InitializeAsync() => App = await RunningApp.OnAsync();

    public async Task DisposeAsync() => await App.DisposeAsync();

    /// <summary>A client whose requests come from another network of the loopback.</summary>
    public HttpClient From(string address) => new(new SocketsHttpHandler
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
    { BaseAddress = App.Process.Address };

    /// <summary>What the store holds of cases, requests, logs, registry, links and counters: changed by any write to them.</summary>
    public string State() => Look("coalesce(max(version),0) || ' in ' || count(*)", "container BETWEEN 1 AND 7 OR container = 9", null);

    /// <summary>What the store holds of one case: changed by any write to it, an entry of its log for example.</summary>
    public string StateOf(string caseId) => Look("group_concat(id || '@' || version, ' ')", "container = 1 AND partition = $1", caseId);

    /// <summary>Waits until nothing is due: entries of stops and links are chained some seconds after they were written.</summary>
    public Task QuietAsync() => Wait.UntilAsync(() => Look("'' || count(*)", "due IS NOT NULL AND container = 1", null) == "0");

    private string Look(string what, string where, string? partition)
    {
        using var store = new SqliteConnection($"Data Source={Path.Combine(App.Process.DataDirectory, "data.db")};Mode=ReadOnly");
        store.Open();
        using SqliteCommand command = store.CreateCommand();
        command.CommandText = "SELECT " + what + " FROM documents WHERE " + where;
        if (partition is not null)
            command.Parameters.AddWithValue("$1", partition);
        return (string)command.ExecuteScalar()!;
    }
}

[CollectionDefinition(Name)]
public sealed class SurvivorCollection : ICollectionFixture<SurvivorApp>
{
    public const string Name = "survivor's pages";
}
