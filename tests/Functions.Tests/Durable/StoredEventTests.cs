using System.Reflection;
using DataSharing.Embedded.Durable;
using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Tracing;
using Newtonsoft.Json.Linq;

namespace DataSharing.Functions.Tests.Durable;

/// <summary>What replay needs of DurableTask's events survives the way to the disk: every property it has, or one named here.</summary>
public sealed class StoredEventTests
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // A start is the instance's row; whether an event was played is of the run; stacks, details and traces are left behind on purpose.
    private static readonly string[] LeftBehind =
        ["IsPlayed", "ExtensionData", "StackTrace", "Details", "Properties", "ParentTraceContext", "ClientSpanId", "Timestamp"];

    public static TheoryData<string> Kinds =>
        [.. HistoryEvent.KnownTypes().Where(type => !NotKept.Contains(type.Name) && type != typeof(ExecutionStartedEvent))
            .Select(type => type.Name)];

    private static readonly string[] NotKept = [nameof(GenericEvent), nameof(HistoryStateEvent), "ExecutionRewoundEvent"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Event_WrittenAndRead_IsTheSame(string kind)
    {
        HistoryEvent happened = Filled(HistoryEvent.KnownTypes().Single(type => type.Name == kind));
        StoredEvent stored = StoredJson.ReadTurn(StoredJson.Write([StoredEvent.Of(happened)]))[0];
        HistoryEvent read = stored.Read(() => throw new InvalidOperationException());
        Assert.Equal(happened.GetType(), read.GetType());
        Assert.Equal(Content(happened), Content(read));
        if (happened is OrchestratorStartedEvent)
            Assert.Equal(happened.Timestamp, read.Timestamp);
    }

    [Theory]
    [InlineData(nameof(GenericEvent))]
    [InlineData(nameof(HistoryStateEvent))]
    [InlineData("ExecutionRewoundEvent")]
    public void Event_OfAFeatureThatIsNotOffered_IsRefused(string kind) =>
        Assert.Throws<NotSupportedException>(() => StoredEvent.Of(Filled(HistoryEvent.KnownTypes().Single(type => type.Name == kind))));

    [Fact]
    public void Event_OfAKindThatIsNotKnown_IsRefusedWhenRead() =>
        Assert.Throws<InvalidDataException>(() =>
            StoredJson.ReadTurn("""[{"k":99}]""")[0].Read(() => throw new InvalidOperationException()));

    private static string Content(HistoryEvent happened)
    {
        var json = JObject.FromObject(happened);
        foreach (JProperty property in json.Descendants().OfType<JProperty>().Where(property => LeftBehind.Contains(property.Name))
            .ToList())
            property.Remove();
        return json.ToString();
    }

    // Every property has a value of its own, also those that only DurableTask may set.
    private static HistoryEvent Filled(Type type)
    {
        var made = (HistoryEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        int next = 1;
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(Own))
            {
                if (Value(field.FieldType, next++) is { } value)
                    field.SetValue(made, value);
            }
        }

        if (made is ContinueAsNewEvent)
            typeof(ExecutionCompletedEvent).GetField(
                "<OrchestrationStatus>k__BackingField",
                BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(made, OrchestrationStatus.ContinuedAsNew);
        if (made is ContinueAsNewEvent)
            typeof(ExecutionCompletedEvent).GetField(
                "<FailureDetails>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(made, null);
        return made;
    }

    private static object? Value(Type type, int number) =>
        type == typeof(int) ? number
        : type == typeof(string) ? $"text {number}"
        : type == typeof(DateTime) ? new DateTime(2026, 3, 1, 12, number, 0, DateTimeKind.Utc)
        : type == typeof(OrchestrationStatus) ? OrchestrationStatus.Failed
        : type == typeof(IDictionary<string, string>) ? new Dictionary<string, string> { ["tag"] = $"{number}" }
        : type == typeof(FailureDetails) ? new FailureDetails(
            "Type", $"message {number}", "stack", new FailureDetails("Inner", "cause", null, null, false), true)
        : type == typeof(DistributedTraceContext) ? new DistributedTraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        : null;
}
