using System.Text;
using System.Text.Json;
using DataSharing.Domain.Cases;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

public sealed class StoreJsonTests
{
    [Theory]
    [InlineData("\"emergencyState\":true,\"criminalCaseOpenedAt\":\"2026-01-01T00:00:00Z\",")]
    [InlineData("\"emergencyState\":false,\"criminalCaseOpenedAt\":null,")]
    [InlineData(
        "\"emergencyState\":false,\"approvedTexts\":[{\"path\":\"exploitation.narrative\",\"digest\":\"sha256:0\",\"recipientId\":\"reg-2\",\"approvedAt\":\"2026-01-01T00:00:00Z\"}],")]
    public void Deserialize_WhenADocumentOfBeforeHoldsARetiredMember_ReadsOverItAndWritesItNoMore(string retired)
    {
        var facts = new CaseFacts { Id = "case-1", Holder = "reg-1", Participants = [new("reg-2", "person-1", Lead: true)] };
        string before = Encoding.UTF8.GetString(StoreJson.Serialize(facts)).Replace(
            "{\"id\"", "{" + retired + "\"id\"", StringComparison.Ordinal)
            .Replace("\"lead\":true", "\"locationHolder\":false,\"lead\":true,\"therapist\":true", StringComparison.Ordinal);
        Assert.Contains("emergencyState", before, StringComparison.Ordinal);
        Assert.Contains("therapist", before, StringComparison.Ordinal);

        CaseFacts read = StoreJson.Deserialize<CaseFacts>(Encoding.UTF8.GetBytes(before));

        Assert.Equal(StoreJson.Serialize(facts), StoreJson.Serialize(read));
    }

    [Fact]
    public void Deserialize_WhenAMemberIsUnknown_StillRefuses() =>
        Assert.Throws<JsonException>(() => StoreJson.Deserialize<CaseFacts>("""{"id":"case-1","holder":"reg-1","guess":1}"""u8.ToArray()));
}
