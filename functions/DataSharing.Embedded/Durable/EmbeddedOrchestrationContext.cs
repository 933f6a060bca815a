using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DataSharing.Embedded.Durable;

/// <summary>What one orchestrator of the embedded engine sees; lives from its first step until it is evicted.</summary>
internal sealed partial class EmbeddedOrchestrationContext(LoadedInstance instance, TurnPump pump, ILoggerFactory loggers)
    : TaskOrchestrationContext
{
    private static readonly Guid Namespace = new("a1c1d6e2-0f6b-4c55-9a54-3a1f6d1c7e90");

    private DateTime _now;
    private int _guids;

    public override TaskName Name => instance.Row.Name;

    public override string InstanceId => instance.Row.Id;

    public override string Version => instance.Row.Version ?? "";

    public override ParentOrchestrationInstance? Parent => instance.ParentId is null
        ? null
        : new ParentOrchestrationInstance(instance.ParentName!, instance.ParentId);

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => Replaying;

    protected override ILoggerFactory LoggerFactory => loggers;

    /// <summary>Whether the turn repeats one that is in the history.</summary>
    public bool Replaying { get; private set; }

    /// <summary>What the orchestrator asked for in this turn.</summary>
    public List<Step> Steps { get; private set; } = [];

    /// <summary>The custom status as JSON.</summary>
    public string? CustomStatus { get; private set; } = instance.Row.Custom;

    /// <summary>Whether it asked to continue as new once it returns.</summary>
    public bool ContinuesAsNew { get; private set; }

    public string? NextInput { get; private set; }

    public bool KeepsEvents { get; private set; }

    public void BeginTurn(long at, bool replaying)
    {
        _now = new DateTime(at, DateTimeKind.Utc);
        Replaying = replaying;
        Steps = [];
    }

    public override T? GetInput<T>()
        where T : default => Read<T>(instance.Row.Input);

    public override void SetCustomStatus(object? customStatus)
    {
        RequireTurn();
        CustomStatus = DurableEngineOptions.Converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        RequireTurn();
        ContinuesAsNew = true;
        NextInput = DurableEngineOptions.Converter.Serialize(newInput);
        KeepsEvents = preserveUnprocessedEvents;
    }

    /// <summary>A name-based identifier (RFC 9562, section 5.5): instance, its creation, generation and the count of
    /// calls are the name, so that a replay gets the same and no other instance does.</summary>
    public override Guid NewGuid()
    {
        RequireTurn();
        return NameBased(string.Create(CultureInfo.InvariantCulture, $"guid:{_guids++}"));
    }

    private Guid NameBased(string purpose)
    {
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"{InstanceId}\n{instance.Row.N}\n{instance.Row.Created}\n{instance.Row.Generation}\n{purpose}");
        byte[] text = Encoding.UTF8.GetBytes(name);
        Span<byte> input = stackalloc byte[16 + 512];
        if (text.Length > 512)
            input = new byte[16 + text.Length];
        Namespace.TryWriteBytes(input, bigEndian: true, out _);
        text.CopyTo(input[16..]);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // version 5 is defined over SHA-1; it only spreads names here, nothing is protected by it
        SHA1.HashData(input[..(16 + text.Length)], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>Whether orchestrator code runs where it must; if not, the instance will fail.</summary>
    private bool InTurn()
    {
        if (pump.OwnsThread)
            return true;
        pump.ReportForeignWork();
        return false;
    }

    private void RequireTurn()
    {
        if (!InTurn())
            throw new InvalidOperationException(OrchestrationExecution.ForeignAwaitMessage);
    }

    private static T? Read<T>(string? data) => DurableEngineOptions.Converter.Deserialize<T>(data);
}
