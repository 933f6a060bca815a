using DataSharing.Functions.Http;

namespace DataSharing.Functions.Tests.Http;

public sealed class CursorTests
{
    private static readonly Caller Shelter = new("reg-shelter", "shelter", "SHELT", "p-1", new HashSet<string>());
    private static readonly Caller Clinic = new("reg-clinic", "clinic", "DOC-P", "p-2", new HashSet<string>());

    [Fact]
    public void Read_WhenWrittenForTheSameList_ReturnsThePosition()
        => Assert.Equal("2026-01-01/é", Cursor.Read("log", Shelter, Cursor.Write("log", Shelter, "2026-01-01/é")).Value);

    [Fact]
    public void Read_WithoutACursor_StartsAtTheBeginning() => Assert.Null(Cursor.Read("log", Shelter, null).Value);

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64!")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    public void Read_WhenMalformed_SaysSo(string cursor)
        => Assert.Equal("malformed-cursor", Cursor.Read("log", Shelter, cursor).Refusal?.Type.Slug);

    [Fact]
    public void Read_WhenOfAnotherListOrAgency_SaysSo()
    {
        string cursor = Cursor.Write("log", Shelter, "x");
        Assert.NotNull(Cursor.Read("requests", Shelter, cursor).Refusal);
        Assert.NotNull(Cursor.Read("log", Clinic, cursor).Refusal);
    }
}
