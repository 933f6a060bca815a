using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using DataSharing.Domain.AccessLog;

namespace DataSharing.Domain.Tests.AccessLog;

public class LogJsonTests
{
    /// <summary>The approved wire form. Reviewers' tools read it: a change here is a new version of the log.</summary>
    private static readonly string Approved = """
        {"action":"collection.made","actor":{"person":"staff-7","registration":"reg-2","role":"Sharing.Receive"},
        "at":"2026-05-04T01:02:01.0000000Z","case":"case-1","cause":"wf-1",
        "fieldGroups":["identity","risk"],"fieldPaths":["identity.givenName"],
        "hash":"HASH","holder":"reg-1","id":"log-1","outcome":"PARTIAL","pathway":"shelter-referral",
        "previous":"0000000000000000000000000000000000000000000000000000000000000000","purpose":"HOUSE",
        "reasonKinds":["consent.scope","field.notNeeded"],"recipient":"reg-2","release":"rel-1","request":"req-1",
        "seq":1,"stream":"case:case-1","versions":{"agreement":"agr-4.1","consent":"con-1.3",
        "policy":"sha256:00ff","profile":"national.2"}}
        """.ReplaceLineEndings("");

    [Fact]
    public void Wire_WhenWritten_IsTheApprovedText()
    {
        (LogEntry? entry, LogHead _) = LogChain.Append(LogHead.Empty, LogChainTests.Entry(1));
        Assert.Equal(
            Approved.Replace("HASH", ApprovedHash, StringComparison.Ordinal), Encoding.UTF8.GetString(LogJson.Wire(entry)));
    }

    // The hash of the approved entry, so that the chain's formula cannot change unnoticed either.
    private const string ApprovedHash = "8883fb4ab5ec991a451e750626ec1d3b7356a83f6e8659f6fa5214f94a9e05e0";

    [Fact]
    public void Read_WhenWritten_GivesTheSameEntry()
    {
        (LogEntry? entry, LogHead _) = LogChain.Append(LogHead.Empty, LogChainTests.Entry(1));
        LogEntry read = LogJson.Read(LogJson.Wire(entry));
        Assert.Equal(LogJson.Wire(entry), LogJson.Wire(read));
        Assert.Equal(entry.At, read.At);
        Assert.True(LogChain.Verify([read]).IsIntact);
    }

    [Fact]
    public void Read_WhenOnlyWhatIsRequiredIsThere_GivesEmptyLists()
    {
        var entry = new LogEntry
        {
            Id = "log-1",
            Stream = "agency:reg-1",
            At = DateTimeOffset.UnixEpoch,
            Action = LogAction.SignedIn,
            Actor = new("system"),
        };
        Assert.Equal(
            """{"action":"signin","actor":{"role":"system"},"at":"1970-01-01T00:00:00.0000000Z","id":"log-1","stream":"agency:reg-1"}""",
            Encoding.UTF8.GetString(LogJson.Wire(entry)));
        LogEntry read = LogJson.Read(LogJson.Wire(entry));
        Assert.Empty(read.ReasonKinds);
        Assert.Null(read.Seq);
    }

    [Theory]
    [InlineData("""{"id":"log-1"}""")]
    [InlineData("""{"action":"signin","actor":{"role":"system"},"at":"1970-01-01T00:00:00Z","id":"a","id":"b","stream":"s"}""")]
    [InlineData("""{"action":"signin","actor":{"role":"system"},"at":"1970-01-01T00:00:00Z","id":"a","stream":"s","note":"x"}""")]
    public void Read_WhenAMemberIsMissingDuplicateOrUnknown_Refuses(string json) =>
        Assert.ThrowsAny<JsonException>(() => LogJson.Read(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("Maria Lopez")]
    [InlineData("мария")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a<b")]
    [InlineData("")]
    [InlineData("tab\there")]
    public void Append_WhenAMemberCouldBeAValue_RefusesWithoutQuotingIt(string text)
    {
        Func<LogEntry, LogEntry>[] members =
        [
            e => e with { Id = text }, e => e with { Stream = text }, e => e with { Holder = text },
            e => e with { Recipient = text }, e => e with { Case = text }, e => e with { Request = text },
            e => e with { Release = text }, e => e with { Pathway = text }, e => e with { Purpose = text },
            e => e with { Outcome = text }, e => e with { Cause = text }, e => e with { ReasonKinds = [text] },
            e => e with { FieldGroups = [text] }, e => e with { FieldPaths = [text] }, e => e with { Actor = new(text) },
            e => e with { Actor = new("system", text) }, e => e with { Actor = new("system", null, text) },
            e => e with { Versions = new(text, null, null, null) }, e => e with { Versions = new(null, text, null, null) },
            e => e with { Versions = new(null, null, text, null) }, e => e with { Versions = new(null, null, null, text) },
        ];
        foreach (Func<LogEntry, LogEntry> member in members)
        {
            ArgumentException thrown = Assert.Throws<ArgumentException>(
                () => LogChain.Append(LogHead.Empty, member(LogChainTests.Entry(1))));
            Assert.True(text.Length < 3 || !thrown.Message.Contains(text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Append_WhenTheActionIsNotOnTheList_Refuses() =>
        Assert.Throws<ArgumentException>(
            () => LogChain.Append(LogHead.Empty, LogChainTests.Entry(1) with { Action = "data.sold" }));

    [Fact]
    public void Actions_WhenListed_AreAllValidAndDistinct()
    {
        FieldInfo[] constants = typeof(LogAction).GetFields(BindingFlags.Public | BindingFlags.Static);
        Assert.Equal(constants.Length, LogAction.All.Count);
        Assert.All(LogAction.All, action => Assert.True(LogText.IsAllowed(action)));
    }

    /// <summary>Everything reachable from an entry is a checked text, a number, a time, or a record of these.</summary>
    [Fact]
    public void Entry_WhenWalkedByReflection_ReachesNoTypeThatCouldHoldPersonalData()
    {
        var allowed = new HashSet<Type> { typeof(string), typeof(long), typeof(DateTimeOffset) };
        allowed.UnionWith([typeof(CaseId), typeof(RequestId), typeof(RegistrationId), typeof(PersonId)]);
        var records = new HashSet<Type> { typeof(LogEntry), typeof(LogActor), typeof(LogVersions) };
        var seen = new HashSet<Type>();
        var queue = new Queue<Type>([typeof(LogEntry)]);
        while (queue.TryDequeue(out Type? type))
        {
            if (!seen.Add(type) || allowed.Contains(type))
                continue;
            if (Nullable.GetUnderlyingType(type) is { } underlying)
                queue.Enqueue(underlying);
            else if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
                queue.Enqueue(type.GetGenericArguments()[0]);
            else
            {
                Assert.Contains(type, records);
                foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
                    queue.Enqueue(property.PropertyType);
            }
        }
        Assert.Superset(records, seen);
    }

    /// <summary>A member that the canonical form forgot would not be protected by the chain.</summary>
    [Fact]
    public void Canonical_WhenComparedWithTheRecord_HoldsEveryMember()
    {
        using var canonical = JsonDocument.Parse(LogJson.Canonical(LogChainTests.Entry(1)));
        var written = canonical.RootElement.EnumerateObject().Select(member => member.Name).ToList();
        IOrderedEnumerable<string> expected = typeof(LogEntry).GetProperties()
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
            .Except(["seq", "previous", "hash"])
            .Order(StringComparer.Ordinal);
        Assert.Equal(expected, written);
    }
}
