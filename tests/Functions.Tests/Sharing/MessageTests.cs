using System.Reflection;
using System.Text.Json;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Withdrawal;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>What passes through orchestrations: records with properties only, of ids, codes and times.</summary>
public sealed class MessageTests
{
    public static TheoryData<object> Messages =>
    [
        new RequestProgress { Stage = RequestStage.Held, Until = new DateTime(2026, 6, 1, 8, 0, 0, DateTimeKind.Utc) },
        new WithdrawalStart("case-1", "wd-1"),
        new WithdrawalProgress { IsOpen = true, Until = new DateTime(2026, 6, 1, 8, 0, 0, DateTimeKind.Utc) },
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_WhenWrittenAndRead_IsTheSameUnderBothSerializers(object message)
    {
        foreach (bool fields in new[] { false, true })
        {
            var options = new JsonSerializerOptions { IncludeFields = fields };
            string json = JsonSerializer.Serialize(message, message.GetType(), options);
            Assert.Equal(message, JsonSerializer.Deserialize(json, message.GetType(), options));
        }
    }

    [Fact]
    public void Messages_WhenListedFromTheFunctions_HoldOnlyPlainTypes()
    {
        Type[] plain =
        [
            typeof(string), typeof(bool), typeof(int), typeof(long), typeof(DateTime), typeof(RequestStage), typeof(CaseId),
            typeof(WithdrawalId),
        ];
        var messages = typeof(SharingRequestOrchestrator).Assembly.GetTypes()
            .SelectMany(
                type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .SelectMany(
                method => method.GetParameters().Where(p => p.IsDefined(typeof(ActivityTriggerAttribute))).Select(p => p.ParameterType)
                .Concat(
                    method.GetParameters().Any(p => p.IsDefined(typeof(ActivityTriggerAttribute)))
                        ? [method.ReturnType.GetGenericArguments().FirstOrDefault() ?? typeof(bool)]
                        : []))
            .Distinct().Where(type => !plain.Contains(type)).ToList();
        Assert.NotEmpty(messages);
        Assert.All(messages, type => Assert.All(type.GetProperties(), property => Assert.Contains(property.PropertyType, plain)));
        Assert.All(messages, type => Assert.Empty(type.GetFields(BindingFlags.Public | BindingFlags.Instance)));
    }
}
