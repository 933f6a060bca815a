using System.Globalization;
using System.Text.RegularExpressions;
using DataSharing.Embedded.Tour;
using DataSharing.Embedded.Tour.Chapters;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The first command a newcomer runs, played once as a newcomer would, piped.</summary>
public sealed class TourTests(TourRun run) : IClassFixture<TourRun>
{
    [Fact]
    public void Tour_WhenPiped_HoldsEveryExpectation() =>
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}\n{run.Output}\n{run.Errors}");

    [Theory]
    [InlineData("A country and its agencies")]
    [InlineData("Two people")]
    [InlineData("What they agreed to")]
    [InlineData("Asking and sending")]
    [InlineData("Collecting")]
    [InlineData("She says stop")]
    [InlineData("Looking over their shoulders")]
    [InlineData("Summary")]
    public void Tour_WhenPiped_PlaysEveryChapter(string title) =>
        Assert.Contains(run.Lines, line => line.EndsWith(title, StringComparison.Ordinal));

    [Fact]
    public void Tour_WhenPiped_ShowsEveryKindOfOutcome()
    {
        string[] rows = [.. run.Lines.SkipWhile(line => line != "Summary")];
        foreach (string outcome in new[] { "RELEASE", "PARTIAL", "HOLD", "REFUSE", "NEUTRAL" })
            Assert.Contains(rows, row => row.StartsWith(" " + outcome + " ", StringComparison.Ordinal));
        // The reason is the third column: five different ones before she said stop, and that she did.
        string[] reasons = [.. rows.Where(row => row.StartsWith(" REFUSE ", StringComparison.Ordinal))
            .Select(row => row.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[2]).Distinct()];
        Assert.Equal(
            ["agreement.missing", "consent.purpose", "consent.recipient", "consent.withdrawn", "field.notNeeded", "firewall.immigration"],
            reasons.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tour_WhenPiped_WritesPlainTextThatIsNotCut()
    {
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain('…', run.Output);
        Assert.All(run.Lines, line => Assert.True(line.Length <= 100, line));
    }

    [Theory]
    [InlineData("adult")]
    [InlineData("child")]
    public void Tour_WhenPiped_PrintsNoValueOfARecord(string record)
    {
        IReadOnlyList<string> values = TourRun.Telling(record);
        Assert.True(values.Count > 10, "the record lost the fields that tell who she is");
        // Whole words: a short name may stand inside a longer word that has nothing to do with it.
        foreach (string value in values)
            Assert.DoesNotMatch(@"(?i)\b" + Regex.Escape(value) + @"\b", run.Output + run.Errors);
    }

    [Theory]
    [InlineData("adult")]
    [InlineData("child")]
    public void Records_WhenShipped_FillTheGuide(string record) =>
        Assert.True(
            Records.Read(record)["fields"]!.AsArray().Count(field =>
                field!["state"]!.GetValue<string>() is not ("unknown" or "declined")) >= People.FewestFields);

    [Fact]
    public void Tour_WhenItEnds_LeavesNothingBehind() => Assert.Empty(run.LeftBehind);

    [Fact]
    public void ExitCode_WhenAnExpectationFails_IsNotZero()
    {
        var expectations = new Expectations();
        expectations.Expect("a step", "the answer", 200, 200);
        Assert.Equal(0, expectations.ExitCode);
        expectations.Expect("a step", "the outcome", "RELEASE", "REFUSE");
        Assert.Equal(1, expectations.ExitCode);
        Failure failure = Assert.Single(expectations.Failures);
        Assert.Equal("the outcome: expected RELEASE, but was REFUSE", failure.ToString());
        Assert.Equal(2, expectations.Count);
    }

    [Fact]
    public void ExitCode_WhenNothingWasExpected_IsNotZero() => Assert.Equal(1, new Expectations().ExitCode);

    [Fact]
    public async Task StepAsync_WhenTheStepThrows_CountsAsFailureAndQuotesNothing()
    {
        using var api = new ApiClient(new Uri("http://127.0.0.1:1"), CancellationToken.None);
        var expectations = new Expectations();
        var written = new StringWriter(CultureInfo.InvariantCulture);
        var player = new Player(TourScreen.On(written, coloured: false), expectations, api, CancellationToken.None);
        await player.ChapterAsync(
            "A chapter", "About it.", () => player.StepAsync("A step", _ => throw new InvalidOperationException("a record's value")));
        Assert.Equal(1, expectations.ExitCode);
        Assert.Contains("InvalidOperationException", written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a record's value", written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StepAsync_WhenAnExpectationFailed_ClaimsNothingMore()
    {
        using var api = new ApiClient(new Uri("http://127.0.0.1:1"), CancellationToken.None);
        var written = new StringWriter(CultureInfo.InvariantCulture);
        var player = new Player(TourScreen.On(written, coloured: false), new Expectations(), api, CancellationToken.None);
        await player.StepAsync("A step", step =>
        {
            step.Expect("the answer", 410, 200);
            step.Tell("refused", "nobody fetches anything");
            return Task.CompletedTask;
        });
        Assert.Contains(" XX  A step", written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("nobody fetches", written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Step_WhenColoured_UsesColour()
    {
        var written = new StringWriter(CultureInfo.InvariantCulture);
        TourScreen.On(written, coloured: true).Step(held: true, "A step", TimeSpan.FromMilliseconds(3));
        Assert.Contains('\u001b', written.ToString());
    }
}

/// <summary>The same tour with documents, blobs and keys behind the Azure adapters; needs the npm parts of tests/node.</summary>
public sealed class AzureLocalRun : TourRun
{
    protected override IReadOnlyList<string> More => ["--profile", "azure-local"];
}

/// <summary>Other adapters, by configuration alone: the same outcomes.</summary>
public sealed class TourProfileTests(AzureLocalRun azure, TourRun local) : IClassFixture<AzureLocalRun>, IClassFixture<TourRun>
{
    [Fact]
    public void Tour_OnTheAzureAdapters_HoldsEveryExpectationAndEndsEachRequestTheSame()
    {
        Assert.True(azure.ExitCode == 0, $"exit code {azure.ExitCode}\n{azure.Output}\n{azure.Errors}");
        Assert.True(local.Outcomes.Count >= 12, local.Output);
        Assert.Equal(local.Outcomes, azure.Outcomes);
        Assert.Empty(azure.LeftBehind);
    }

    [Fact]
    public void Profile_WhenThereIsNone_NamesThoseThereAre() =>
        Assert.Contains(
            "azure-local", Assert.Throws<DataSharing.Embedded.Commands.UsageException>(() => Profile.Read("azure-remote")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Worker_WhenThereIsNoProfile_IsRefused() =>
        Assert.Contains(
            "--worker", Assert.Throws<DataSharing.Embedded.Commands.UsageException>(() => TourOptions.Read(new(Rest: ["--worker"]))).Message,
            StringComparison.Ordinal);
}
