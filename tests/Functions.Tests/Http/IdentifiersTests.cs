using DataSharing.Functions.Http;

namespace DataSharing.Functions.Tests.Http;

public sealed class IdentifiersTests
{
    [Theory]
    [InlineData("reg-1")]
    [InlineData("0a-")]
    public void IsValid_WhenOpaque_IsTrue(string id) => Assert.True(Identifiers.IsValid(id));

    [Theory]
    [InlineData("reg-1\n")]
    [InlineData("\nreg-1")]
    [InlineData("Reg-1")]
    [InlineData("re")]
    [InlineData("reg_1")]
    [InlineData("rég-1")]
    [InlineData("reg-1\u200b")]
    [InlineData("")]
    [InlineData(null)]
    public void IsValid_WhenAnythingElse_IsFalse(string? id) => Assert.False(Identifiers.IsValid(id));
}
