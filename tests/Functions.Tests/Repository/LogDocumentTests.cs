using System.Text;
using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>What officers read of the log's entries is the grammar by which they are made.</summary>
public sealed class LogDocumentTests
{
    private const string Document = "docs/access-log.md";

    [Fact]
    public void Tables_WhenRead_AreTheGrammar()
    {
        string text = SourceTree.Read(Document).ReplaceLineEndings("\n");
        string tables = Tables();
        string[] lines = text.Split('\n');
        Assert.True(
            text.EndsWith(tables, StringComparison.Ordinal),
            $"{Document} lacks these lines of the grammar:\n{string.Join('\n', tables.Split('\n').Except(lines))}\n"
                + $"It is to end with\n{tables}");
    }

    // By action, in the grammar's order.
    private static string Tables()
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, LogForm> action in LogGrammar.Forms.GroupBy(form => form.Action))
        {
            text.Append(null, $"### `{action.Key}`\n\n| what happened | stream | who | outcome | cause | with | id |\n|---|---|---|---|---|---|---|\n");
            foreach (LogForm form in action)
                text.Append(
                    null, $"| {form.Meaning} | {form.Place.ToString().ToLowerInvariant()} | {Codes(form.Actors)} | {Value(form.Outcome)} "
                        + $"| {Value(form.Cause)} | {With(form)} | `{form.Id}` |\n");
            text.Append('\n');
        }

        foreach (string action in LogGrammar.Unused)
            text.Append(null, $"### `{action}`\n\nKnown to the log, and to filters of it; no entry of it is made.\n");
        return text.ToString();
    }

    private static string Value(LogValue value) =>
        (value == LogValue.Never ? "" : value.Codes.Count > 0 ? Codes(value.Codes) : value.What)
        + (value.IsOptional && value != LogValue.Never ? ", or none" : "");

    private static string With(LogForm form)
    {
        string always = Members(form.Always), sometimes = Members(form.Sometimes);
        return sometimes.Length == 0 ? always : always.Length == 0 ? $"perhaps {sometimes}" : $"{always}; perhaps {sometimes}";
    }

    private static string Members(LogMembers members) => string.Join(
        ", ",
        Enum.GetValues<LogMembers>().Where(one => one is not (LogMembers.None or LogMembers.OfRequest) && members.HasFlag(one))
            .Select(one => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(one.ToString())));

    private static string Codes(IEnumerable<string> codes) => string.Join(", ", codes.Select(code => $"`{code}`"));
}
