using System.Security.Cryptography;
using System.Text;
using DataSharing.Domain.AccessLog;

namespace DataSharing.Domain.Tests.AccessLog;

public sealed class LogSealTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly LogHead Head = new(7, new string('a', 64));

    private static readonly LogEntry Entry = new()
    {
        Id = "e1",
        Stream = LogStream.OfCase("c1"),
        At = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero),
        Action = LogAction.CaseRead,
        Actor = new LogActor("Consent.Record", "reg-1", "p1"),
        Case = "c1",
    };

    [Fact]
    public void OfHead_WhenComputedByHand_IsTheSame()
    {
        // Kind 1, seq 7 in eight bytes, the length of the stream's name in four, the name, the hash.
        byte[] text = [1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 7, .. Encoding.ASCII.GetBytes("case:c1"), .. Enumerable.Repeat((byte)0xAA, 32)];
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Key, text)), LogSeal.OfHead(Key, "case:c1", Head));
    }

    [Fact]
    public void OfHead_WhenAnythingIsAnother_IsAnother()
    {
        string[] seals =
        [
            LogSeal.OfHead(Key, "case:c1", Head),
            LogSeal.OfHead(Key, "case:c2", Head),
            LogSeal.OfHead(Key, "case:c1", Head with { Seq = 8 }),
            LogSeal.OfHead(Key, "case:c1", Head with { Hash = new string('b', 64) }),
            LogSeal.OfHead([.. Key.Reverse()], "case:c1", Head),
        ];
        Assert.Equal(seals.Length, seals.Distinct().Count());
    }

    [Fact]
    public void OfWaiting_WhenAnyMemberIsAnother_IsAnother()
    {
        LogEntry[] entries = [
            Entry,
            Entry with { Id = "e2" },
            Entry with { Actor = Entry.Actor with { Person = "p2" } },
            Entry with { Outcome = "x" },
            Entry with { At = Entry.At.AddTicks(1) },
            Entry with { Stream = "case:c2" },
        ];
        Assert.Equal(entries.Length, entries.Select(entry => LogSeal.OfWaiting(Key, entry)).Distinct().Count());
    }

    [Fact]
    public void OfSetback_WhenAnythingIsAnother_IsAnother()
    {
        string[] seals =
        [
            LogSeal.OfSetback(Key, "s1", Entry.At, 7, 3),
            LogSeal.OfSetback(Key, "s2", Entry.At, 7, 3),
            LogSeal.OfSetback(Key, "s1", Entry.At.AddTicks(1), 7, 3),
            LogSeal.OfSetback(Key, "s1", Entry.At, 8, 3),
            LogSeal.OfSetback(Key, "s1", Entry.At, 7, 4),
            LogSeal.OfSetback([.. Key.Reverse()], "s1", Entry.At, 7, 3),
        ];
        Assert.Equal(seals.Length, seals.Distinct().Count());
        Assert.Equal(seals[0], LogSeal.OfSetback(Key, "s1", Entry.At.ToOffset(TimeSpan.FromHours(2)), 7, 3));
    }

    [Fact]
    public void OfWaiting_WhenChained_StaysTheSame() =>
        Assert.Equal(LogSeal.OfWaiting(Key, Entry), LogSeal.OfWaiting(Key, LogChain.Append(LogHead.Empty, Entry).Entry));
}
