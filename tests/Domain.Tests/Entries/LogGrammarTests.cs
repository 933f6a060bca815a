using System.Reflection;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Entries;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Releases;

namespace DataSharing.Domain.Tests.Entries;

public sealed class LogGrammarTests
{
    /// <summary>Factories that make a part of an entry, which another one completes.</summary>
    private static readonly string[] Parts = [$"{nameof(CaseEntries)}.{nameof(CaseEntries.ClockCorrected)}"];

    [Fact]
    public void Factories_WhenLookedForByReflection_AreAllPlayedHere()
    {
        IEnumerable<string> factories =
            from type in typeof(LogGrammar).Assembly.GetExportedTypes()
            where type.Namespace == typeof(LogGrammar).Namespace
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            where method.ReturnType == typeof(LogEntry)
            select $"{type.Name}.{method.Name}";
        Assert.Equal(factories.Distinct().Except(Parts).Order(), MadeEntries.All.Select(made => made.Factory).Distinct().Order());
    }

    [Fact]
    public void Entries_OfEveryFactory_HaveOneForm() => Assert.All(
        MadeEntries.All, made => Assert.Single(LogGrammar.Forms, form => LogGrammar.Fits(form, made.Entry)));

    [Fact]
    public void Forms_WhenEveryFactoryIsPlayed_AreAllMade()
    {
        string[] never = [.. LogGrammar.Forms.Where(form => !MadeEntries.All.Any(made => LogGrammar.Fits(form, made.Entry)))
            .Select(form => $"{form.Action}: {form.Meaning}")];
        Assert.True(never.Length == 0, "MadeEntries plays no entry of these forms:\n" + string.Join('\n', never));
    }

    [Fact]
    public void Actions_WhenListed_HaveAFormOrAreSaidToBeUnused() => Assert.Equal(
        LogAction.All.Order(StringComparer.Ordinal),
        LogGrammar.Forms.Select(form => form.Action).Distinct().Concat(LogGrammar.Unused).Order(StringComparer.Ordinal));

    [Fact]
    public void Ends_OfARelease_EachHaveAFormUnderTheirAction() => Assert.All(Enum.GetValues<ReleaseEnd>(), how => Assert.Single(
        LogGrammar.Forms,
        form => form.Id == "{request}-ended" && form.Action == how.Action() && form.Outcome.Codes.Contains(WireCode.Of(how))));

    [Fact]
    public void Roles_WhenListed_AreTheLogs()
    {
        string[] roles = [.. typeof(LogRole).GetFields().Select(field => (string)field.GetRawConstantValue()!)];
        Assert.Equal(
            roles.Except([LogRole.Withheld]).Order(StringComparer.Ordinal),
            LogGrammar.Forms.SelectMany(form => form.Actors).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Every action with every member: one that always stands cannot be left out, one that never stands cannot be there.</summary>
    [Fact]
    public void Fits_WhenAMemberIsAddedOrTaken_HoldsWhatTheFormSaysOfIt() => Assert.All(MadeEntries.All, made =>
    {
        LogForm form = LogGrammar.FormOf(made.Entry)!;
        foreach ((LogMembers member, Func<LogEntry, LogEntry> with, Func<LogEntry, LogEntry> without) in Members)
        {
            LogEntry taken = without(made.Entry);
            LogEntry changed = LogJson.Canonical(taken).AsSpan().SequenceEqual(LogJson.Canonical(made.Entry)) ? with(made.Entry) : taken;
            Assert.True(
                LogGrammar.Fits(form, changed) == form.Sometimes.HasFlag(member), $"{made.Factory}: {member} {Rule(form, member)}");
        }
    });

    [Fact]
    public void Fits_WhenOutcomeActorPlaceOrIdIsAnother_Refuses() => Assert.All(MadeEntries.All, made =>
    {
        LogForm form = LogGrammar.FormOf(made.Entry)!;
        LogEntry entry = made.Entry;
        Assert.False(LogGrammar.Fits(form, entry with { Outcome = "made.up" }));
        Assert.All(form.Outcome.Codes, code => Assert.True(LogGrammar.Fits(form, entry with { Outcome = code })));
        Assert.Equal(form.Outcome.IsOptional, LogGrammar.Fits(form, entry with { Outcome = null }));
        Assert.Equal(form.Cause.IsOptional, form.Cause.Allows(null));
        Assert.False(form.Cause.Codes.Count > 0 && form.Cause.Allows("made.up"));
        Assert.False(LogGrammar.Fits(form, entry with { Actor = new LogActor("made.up", "reg-a", "p1") }));
        Assert.False(LogGrammar.Fits(form, entry with { Actor = entry.Actor with { Person = entry.Actor.Person is null ? "p1" : null } }));
        Assert.False(LogGrammar.Fits(form, entry with { Stream = "elsewhere:1" }));
        Assert.False(LogGrammar.Fits(form, entry with { Id = form.Id.StartsWith('*') ? "id" : "x" + entry.Id }));
        Assert.Null(LogGrammar.FormOf(entry with { Action = LogAction.Exported }));
    });

    /// <summary>The format on disk. A change here is a new version of the log: readers and repeats rest on each of these.</summary>
    [Fact]
    public void Entries_WhenWritten_AreTheApprovedTexts()
    {
        string[] written = [.. MadeEntries.All.Select(made => Text(made.Entry))];
        string[] approved = Approved().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.True(
            written.SequenceEqual(approved),
            "what entries.jsonl has and is not made:\n" + string.Join('\n', approved.Except(written))
                + "\nwhat is made and not in it:\n" + string.Join('\n', written.Except(approved))
                + "\nall that is made, in order:\n" + string.Join('\n', written));
    }

    private static string Text(LogEntry entry) => System.Text.Encoding.UTF8.GetString(LogJson.Wire(entry));

    private static string Approved()
    {
        using Stream file = typeof(LogGrammarTests).Assembly.GetManifestResourceStream("entries.jsonl")!;
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private static string Rule(LogForm form, LogMembers member) =>
        form.Always.HasFlag(member) ? "always stands" : form.Sometimes.HasFlag(member) ? "may stand" : "never stands";

    private static readonly (LogMembers, Func<LogEntry, LogEntry>, Func<LogEntry, LogEntry>)[] Members =
    [
        (LogMembers.Holder, e => e with { Holder = "x" }, e => e with { Holder = null }),
        (LogMembers.Recipient, e => e with { Recipient = "x" }, e => e with { Recipient = null }),
        (LogMembers.Case, e => e with { Case = "x" }, e => e with { Case = null }),
        (LogMembers.Request, e => e with { Request = "x" }, e => e with { Request = null }),
        (LogMembers.Release, e => e with { Release = "x" }, e => e with { Release = null }),
        (LogMembers.Pathway, e => e with { Pathway = "x" }, e => e with { Pathway = null }),
        (LogMembers.Purpose, e => e with { Purpose = "x" }, e => e with { Purpose = null }),
        (LogMembers.ReasonKinds, e => e with { ReasonKinds = ["x"] }, e => e with { ReasonKinds = [] }),
        (LogMembers.FieldGroups, e => e with { FieldGroups = ["x"] }, e => e with { FieldGroups = [] }),
        (LogMembers.FieldPaths, e => e with { FieldPaths = ["x"] }, e => e with { FieldPaths = null }),
        (LogMembers.Versions, e => e with { Versions = new("x", null, null, null) }, e => e with { Versions = null }),
    ];
}
