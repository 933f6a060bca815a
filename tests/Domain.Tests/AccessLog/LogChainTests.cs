using System.Buffers.Binary;
using System.Security.Cryptography;
using DataSharing.Domain.AccessLog;

namespace DataSharing.Domain.Tests.AccessLog;

public class LogChainTests
{
    [Fact]
    public void Verify_WhenUntouched_IsIntact()
    {
        (List<LogEntry>? entries, LogHead? head) = Chain(20);
        LogVerification result = LogChain.Verify(entries, head);
        Assert.True(result.IsIntact);
        Assert.Equal(head, result.Head);
        Assert.True(LogChain.Verify([], LogHead.Empty).IsIntact);
    }

    [Fact]
    public void Verify_WhenAnyMemberOfAnyEntryIsEdited_NamesIt()
    {
        (List<LogEntry>? entries, LogHead? head) = Chain(5);
        Func<LogEntry, LogEntry>[] edits =
        [
            e => e with { Id = "x" }, e => e with { At = e.At.AddTicks(1) }, e => e with { Action = LogAction.LogRead },
            e => e with { Actor = e.Actor with { Person = "other" } }, e => e with { Holder = "reg-9" },
            e => e with { Recipient = null }, e => e with { Case = "case-9" }, e => e with { Request = "req-9" },
            e => e with { Release = "rel-9" }, e => e with { Pathway = "P9" }, e => e with { Purpose = "WAGE" },
            e => e with { Outcome = "REFUSE" }, e => e with { ReasonKinds = [] }, e => e with { FieldGroups = ["age"] },
            e => e with { FieldPaths = ["age.result"] }, e => e with { Versions = null }, e => e with { Cause = "wd-9" },
            e => e with { Previous = new string('1', 64) }, e => e with { Previous = "zz" },
            e => e with { Hash = new string('2', 64) }, e => e with { Outcome = "a free text" },
        ];
        for (int at = 0; at < entries.Count; at++)
        {
            foreach (Func<LogEntry, LogEntry> edit in edits)
            {
                var altered = entries.ToList();
                altered[at] = edit(entries[at]);
                Assert.NotEqual(entries[at], altered[at]);
                LogVerification result = LogChain.Verify(altered, head);
                Assert.Equal((LogDefect.Edited, altered[at].Id, at + 1), (result.Defect, result.EntryId, result.Seq));
            }
        }
    }

    [Fact]
    public void Verify_WhenAnEntryIsMissing_NamesTheOneAfterIt()
    {
        (List<LogEntry>? entries, LogHead? head) = Chain(6);
        for (int at = 0; at < entries.Count - 1; at++)
        {
            LogVerification result = LogChain.Verify(entries.Where((_, i) => i != at), head);
            Assert.Equal(
                (LogDefect.Missing, entries[at + 1].Id, at + 1), (result.Defect, result.EntryId, result.Seq));
        }
    }

    [Fact]
    public void Verify_WhenTheEndIsCutOff_ShowsOnlyAgainstAHead()
    {
        (List<LogEntry>? entries, LogHead? head) = Chain(6);
        LogVerification result = LogChain.Verify(entries.Take(4), head);
        Assert.Equal((LogDefect.WrongHead, 5), (result.Defect, result.Seq));
        Assert.True(LogChain.Verify(entries.Take(4)).IsIntact);
    }

    [Fact]
    public void Verify_WhenTwoEntriesAreSwapped_NamesTheFirstOfThem()
    {
        (List<LogEntry>? entries, LogHead? head) = Chain(6);
        for (int at = 0; at < entries.Count - 1; at++)
        {
            var swapped = entries.ToList();
            (swapped[at], swapped[at + 1]) = (swapped[at + 1], swapped[at]);
            LogVerification result = LogChain.Verify(swapped, head);
            Assert.Equal((LogDefect.Reordered, swapped[at].Id), (result.Defect, result.EntryId));
        }
    }

    [Fact]
    public void Verify_WhenAnEntryStandsTwice_NamesIt()
    {
        (List<LogEntry>? entries, LogHead? head) = Chain(3);
        LogVerification result = LogChain.Verify([entries[0], entries[1], entries[1], entries[2]], head);
        Assert.Equal((LogDefect.Reordered, entries[1].Id), (result.Defect, result.EntryId));
    }

    [Fact]
    public void Verify_WhenTwoEntriesClaimOnePlace_NamesTheSecond()
    {
        (List<LogEntry>? entries, LogHead _) = Chain(3);
        (LogEntry? other, LogHead _) = LogChain.Append(new(2, entries[1].Hash!), Entry(99));
        LogVerification result = LogChain.Verify([.. entries, other]);
        Assert.Equal((LogDefect.Forked, other.Id), (result.Defect, result.EntryId));
    }

    [Fact]
    public void Verify_WhenAnEntryWasReplacedWithItsHash_NamesTheNext()
    {
        (List<LogEntry>? entries, LogHead? head) = Chain(5);
        (LogEntry? forged, LogHead _) = LogChain.Append(new(2, entries[1].Hash!), Entry(3) with { Outcome = "REFUSE" });
        LogVerification result = LogChain.Verify([.. entries.Take(2), forged, .. entries.Skip(3)], head);
        Assert.Equal((LogDefect.Forked, entries[3].Id, 4), (result.Defect, result.EntryId, result.Seq));
    }

    [Fact]
    public void Verify_WhenTheWholeHistoryWasRewritten_ShowsAgainstTheHead()
    {
        (List<LogEntry> _, LogHead? head) = Chain(5);
        (List<LogEntry>? rewritten, LogHead _) = Chain(5, outcome: "REFUSE");
        Assert.True(LogChain.Verify(rewritten).IsIntact);
        Assert.Equal(LogDefect.WrongHead, LogChain.Verify(rewritten, head).Defect);
    }

    [Fact]
    public void Verify_WhenAnEntryIsOfAnotherStreamOrNotChained_NamesIt()
    {
        (List<LogEntry>? entries, LogHead _) = Chain(2);
        (LogEntry? foreign, LogHead _) = LogChain.Append(new(2, entries[1].Hash!), Entry(3) with { Stream = "case:other" });
        Assert.Equal(LogDefect.WrongStream, LogChain.Verify([.. entries, foreign]).Defect);
        Assert.Equal(LogDefect.NotChained, LogChain.Verify([.. entries, Entry(3)]).Defect);
    }

    [Fact]
    public void Append_WhenAlreadyChained_Refuses()
    {
        (List<LogEntry>? entries, LogHead? head) = Chain(1);
        Assert.Throws<InvalidOperationException>(() => LogChain.Append(head, entries[0]));
    }

    /// <summary>Anybody must be able to recompute a hash from the documented formula.</summary>
    [Fact]
    public void Append_WhenComputedByHand_IsTheSame()
    {
        (LogEntry? entry, LogHead? head) = LogChain.Append(new(41, new string('a', 64)), Entry(1));
        byte[] seq = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(seq, 42);
        byte[] input = [.. Enumerable.Repeat((byte)0xaa, 32), .. LogJson.Canonical(entry), .. seq];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(input)), entry.Hash);
        Assert.Equal(new(42, entry.Hash!), head);
    }

    internal static LogEntry Entry(int number) => new()
    {
        Id = $"log-{number}",
        Stream = LogStream.OfCase("case-1"),
        At = new(2026, 5, 4, 3, 2, 1, TimeSpan.FromHours(2)),
        Action = LogAction.CollectionMade,
        Actor = new("Sharing.Receive", "reg-2", "staff-7"),
        Holder = "reg-1",
        Recipient = "reg-2",
        Case = "case-1",
        Request = "req-1",
        Release = "rel-1",
        Pathway = "shelter-referral",
        Purpose = "HOUSE",
        Outcome = "PARTIAL",
        ReasonKinds = ["consent.scope", "field.notNeeded"],
        FieldGroups = ["identity", "risk"],
        FieldPaths = ["identity.givenName"],
        Versions = new("con-1.3", "agr-4.1", "sha256:00ff", "national.2"),
        Cause = "wf-1",
    };

    private static (List<LogEntry> Entries, LogHead Head) Chain(int length, string outcome = "PARTIAL")
    {
        LogHead head = LogHead.Empty;
        var entries = new List<LogEntry>();
        for (int i = 1; i <= length; i++)
        {
            (LogEntry? entry, head) = LogChain.Append(head, Entry(i) with { Outcome = outcome });
            entries.Add(entry);
        }
        return (entries, head);
    }
}
