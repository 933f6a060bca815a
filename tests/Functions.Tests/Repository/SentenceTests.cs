using System.Text.Json;
using System.Text.RegularExpressions;
using DataSharing.Functions.Http;
using DataSharing.Functions.OpenApi;
using DataSharing.Functions.Withdrawal;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>
/// Each sentence that promises something is in <c>sentences.json</c> with the tests that prove it: a sentence that is gone from its
/// place, a test that does not exist and a promise that nobody listed all fail here. Source: R-284.
/// </summary>
public sealed partial class SentenceTests
{
    private const string Pages =
        "functions/DataSharing.Functions/Withdrawal/Page/Texts/en.json", Convention = "docs/convention-108.md", Readme = "README.md",
        Receipt = "functions/DataSharing.Functions/Consents/ReceiptPage.cs";

    /// <summary>The parts of README that promise; the others tell how to run, build and measure.</summary>
    private static readonly string[] Promising = [
        "# DataSharing",
        "## How it works",
        "## What it guarantees, and what not",
        "## Who can read what",
    ];

    private static readonly IReadOnlyList<Sentence> Listed = JsonSerializer.Deserialize<IReadOnlyList<Sentence>>(
        SourceTree.Read("tests/Functions.Tests/Repository/sentences.json"), JsonSerializerOptions.Web)!;

    /// <param name="At">README.md, docs/convention-108.md, receipt, page:KEY of the survivor's English texts, or api:OPERATION.</param>
    /// <param name="Says">The sentence, or enough of it.</param>
    /// <param name="Tests">Class.Method of each test that proves it; none where it promises nothing, and <paramref name="Why"/> says
    /// so.</param>
    private sealed record Sentence(string At, string Says, IReadOnlyList<string> Tests, string? Why = null);

    [Fact]
    public void Sentence_WhenListed_StandsInItsPlace() => Assert.Empty(
        Listed.Where(one => !Places().GetValueOrDefault(one.At, "")
            .Contains(Plain(one.Says), StringComparison.Ordinal)).Select(one => $"{one.At}: {one.Says}"));

    [Fact]
    public void Sentence_WhenListed_IsProvedByTestsThatExist()
    {
        string[] tests = [.. SourceTree.Files(".cs").Where(file => file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => TestsOf(SourceTree.Read(file)))];
        Assert.Empty(Listed.SelectMany(one => one.Tests).Except(tests));
        Assert.Empty(Listed.Where(one => one.Tests.Count == 0 && string.IsNullOrWhiteSpace(one.Why)).Select(one => one.Says));
    }

    [Fact]
    public void Promise_WhenFoundInATextThatPeopleRead_IsListed()
    {
        string[] missing = [.. Places().SelectMany(place => SentencesOf(place.Value).Where(sentence => Promise().IsMatch(sentence))
            .Where(sentence => !Listed.Any(one => one.At == place.Key
                && Covers(Plain(one.Says), sentence))).Select(sentence => $"{place.Key}: {sentence}"))];
        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    /// <summary>What the law allows or orders is not stopped: said wherever the API says that something of hers stops (R-273).</summary>
    [Fact]
    public void Api_WhenItPromisesAStop_SaysWhatIsNotStopped()
    {
        ApiOperation[] stopping = [.. OperationCatalogue.All.Where(
            operation => operation.Body is not null && (operation.Stops || operation == RevokeConsent.Operation))];
        Assert.True(stopping.Length >= 4);
        Assert.All(stopping, operation => Assert.Contains(StopTexts.NotStopped, operation.Description, StringComparison.Ordinal));
    }

    private static bool Covers(string says, string sentence) =>
        sentence.Contains(says, StringComparison.Ordinal) || says.Contains(sentence, StringComparison.Ordinal);

    private static Dictionary<string, string> Places()
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Readme] = Plain(
                string.Join('\n', Heading().Split(SourceTree.Read(Readme)).Where(part => Promising.Contains(part.Split('\n')[0].Trim())))),
            [Convention] = Plain(SourceTree.Read(Convention)),
            ["receipt"] = Plain(
                string.Join(
                    " | ", Literal().Matches(SourceTree.Read(Receipt)).Select(match => Tag().Replace(match.Groups["text"].Value, " | ")))),
        };
        foreach (JsonProperty text in JsonDocument.Parse(SourceTree.Read(Pages)).RootElement.EnumerateObject().Where(text =>
            text.Value.ValueKind == JsonValueKind.String))
            places["page:" + text.Name] = Plain(text.Value.GetString()!);
        foreach (ApiOperation operation in OperationCatalogue.All)
            places["api:" + operation.Id] = Plain(operation.Summary + ". " + operation.Description);
        return places;
    }

    private static IEnumerable<string> SentencesOf(string text) =>
        End().Split(text).Select(part => part.Trim()).Where(part => part.Length > 0);

    // Cells and lines become sentences of their own; emphasis and links say nothing.
    private static string Plain(string text) =>
        Space().Replace(Fence().Replace(text, " ").Replace("**", "", StringComparison.Ordinal), " ").Trim();

    private static IEnumerable<string> TestsOf(string source)
    {
        string? type = null;
        foreach (Match match in Member().Matches(source))
        {
            if (match.Groups["type"].Success)
                type = match.Groups["type"].Value;
            else
                yield return $"{type}.{match.Groups["method"].Value}";
        }
    }

    [GeneratedRegex(
        @"\b(stop(s|ped)?|nothing|nobody|never|no agency|any agency|no log entry|any failure|cannot be taken back|at once|in force when answered|gets anything|go(es)? on)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Promise();

    [GeneratedRegex(@"(?<=[.;!?])\s+|\s*\|\s*")]
    private static partial Regex End();

    [GeneratedRegex(@"^(?=#)", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"""(?<text>(?:[^""\\\n]|\\.)*)""")]
    private static partial Regex Literal();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"class (?<type>\w+)|public (?:async )?(?:Task|void) (?<method>\w+)")]
    private static partial Regex Member();
}
