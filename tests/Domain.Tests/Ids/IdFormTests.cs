namespace DataSharing.Domain.Tests.Ids;

public sealed class IdFormTests
{
    [Theory]
    [InlineData("reg-1")]
    [InlineData("0a-")]
    public void Has_WhenOpaque_IsTrue(string id) => Assert.True(IdForm.Has(id));

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
    public void Has_WhenAnythingElse_IsFalse(string? id) => Assert.False(IdForm.Has(id));
}
