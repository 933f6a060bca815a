using System.Text;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

public class RecordCipherTests
{
    private static readonly RecordBinding Binding = new("case-1", "rec-1", 3);
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("a record's values");

    [Fact]
    public void Open_WhenBoundAsSealed_GivesTheContent()
    {
        using var key = CaseKey.Create();
        Assert.Equal(Content, RecordCipher.Open(key, Binding, RecordCipher.Seal(key, Binding, Content)));
        Assert.Empty(RecordCipher.Open(key, Binding, RecordCipher.Seal(key, Binding, [])));
    }

    [Fact]
    public void Open_WhenMovedElsewhere_Fails()
    {
        using var key = CaseKey.Create();
        using var other = CaseKey.Create();
        byte[] box = RecordCipher.Seal(key, Binding, Content);
        Fails(key, Binding with { Case = "case-2" }, box);
        Fails(key, Binding with { Record = "rec-2" }, box);
        Fails(key, Binding with { Version = 2 }, box);
        // The boundary between the two ids is part of what is bound.
        Fails(key, Binding with { Case = "case-1r", Record = "ec-1" }, box);
        Fails(other, Binding, box);
    }

    [Fact]
    public void Open_WhenAnyByteIsFlipped_Fails()
    {
        using var key = CaseKey.Create();
        byte[] box = RecordCipher.Seal(key, Binding, Content);
        for (int at = 0; at < box.Length; at++)
        {
            byte[] altered = box.ToArray();
            altered[at] ^= 0x80;
            Fails(key, Binding, altered, at == 0 ? SealingFailure.Malformed : SealingFailure.TagMismatch);
        }
    }

    [Fact]
    public void Open_WhenShortened_Fails()
    {
        using var key = CaseKey.Create();
        byte[] box = RecordCipher.Seal(key, Binding, Content);
        Fails(key, Binding, box[..^1]);
        Fails(key, Binding, box[..28], SealingFailure.WrongLength);
        Fails(key, Binding, [], SealingFailure.WrongLength);
    }

    [Fact]
    public void Seal_WhenRepeated_NeverUsesANonceTwice()
    {
        using var key = CaseKey.Create();
        IEnumerable<string> nonces = Enumerable.Range(0, 2000)
            .Select(_ => Convert.ToHexString(RecordCipher.Seal(key, Binding, Content).AsSpan(1, 12)));
        Assert.Equal(2000, nonces.Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(RecordCipher.WriteBound + 1)]
    public void Seal_WhenTheVersionIsOutOfBounds_Refuses(long version)
    {
        using var key = CaseKey.Create();
        Assert.Throws<ArgumentOutOfRangeException>(
            () => RecordCipher.Seal(key, Binding with { Version = version }, Content));
    }

    private static void Fails(
        CaseKey key, RecordBinding binding, byte[] box, SealingFailure expected = SealingFailure.TagMismatch) =>
        Assert.Equal(
            expected, Assert.Throws<SealingException>(() => RecordCipher.Open(key, binding, box)).Failure);
}
