using System.Security.Cryptography;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

public class CommitmentTests
{
    [Fact]
    public void Of_WhenKeyKindOrValueDiffers_Differs()
    {
        using var key = CommitmentKey.Create();
        using var other = CommitmentKey.Create();
        string[] all =
        [
            Commitment.Of(key, "person", "staff-7"),
            Commitment.Of(key, "person", "staff-8"),
            Commitment.Of(key, "personx", "staff-7"),
            Commitment.Of(key, "perso", "nstaff-7"),
            Commitment.Of(other, "person", "staff-7"),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all[0], Commitment.Of(key, "person", "staff-7"));
    }

    /// <summary>Whoever holds the key must be able to confirm a commitment with any HMAC: the input's form is fixed.</summary>
    [Fact]
    public void Of_WhenComputedByHand_IsTheSame()
    {
        var bytes = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        byte[] input = [0, 0, 0, 24, .. "datasharing/commitment/1"u8, 0, 0, 0, 6, .. "person"u8, 0, 0, 0, 2, .. "é"u8];
        using var key = new CommitmentKey([.. bytes]);
        Assert.Equal(Base64UrlText.Encode(HMACSHA256.HashData(bytes, input)), Commitment.Of(key, "person", "é"));
    }
}
