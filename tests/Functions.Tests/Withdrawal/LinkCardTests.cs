using DataSharing.Functions.Withdrawal.Links;

namespace DataSharing.Functions.Tests.Withdrawal;

public sealed class LinkCardTests
{
    private static readonly string Card = LinkCard.Render(
        "https://choices.example/w#AAAAAAAAAAAAAAAAAAAAAA", "https://choices.example/w", "7QK2M-9XR4T-5");

    [Fact]
    public void Render_ShowsTheCodeThePageAndAPicture()
    {
        Assert.Contains("7QK2M-9XR4T-5", Card, StringComparison.Ordinal);
        Assert.Contains("https://choices.example/w<", Card, StringComparison.Ordinal);
        Assert.Contains("<svg", Card, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NeverPrintsTheSecretInWords() => Assert.DoesNotContain("AAAAAAAAAAAAAAAAAAAAAA", Card, StringComparison.Ordinal);

    [Fact]
    public void Render_LoadsNothingFromElsewhere()
    {
        Assert.DoesNotContain("<script", Card, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", Card, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=", Card, StringComparison.OrdinalIgnoreCase);
    }
}
