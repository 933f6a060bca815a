namespace DataSharing.Embedded.Tour;

/// <summary>The end of the tour: every request on one line, every chapter on one line, and whether all of it held.</summary>
internal static class Closing
{
    public static void Show(TourScreen screen, Player player, Script script, Expectations expectations, TimeSpan took)
    {
        screen.Blank();
        screen.Write("bold blue", "Summary");
        screen.Blank();
        screen.Table(
            ["outcome", "time", "why", "request"],
            [.. script.Outcomes.Select(
                one => (IReadOnlyList<string>)[one.Outcome, TourScreen.Took(one.Took), one.Outcome is "RELEASE" or "PARTIAL"
                    ? ""
                    : one.Why, one.What])],
            static row => row[0] is "RELEASE" ? "green" : row[0] is "PARTIAL" ? "yellow" : "");
        screen.Blank();
        screen.Table(
            ["chapter", "steps", "held", "time"],
            [.. player.Chapters.Select(
                chapter => (IReadOnlyList<string>)
                    [
                        $"{chapter.Number}  {chapter.Title}", Number(chapter.Steps), Number(chapter.Held), TourScreen.Took(chapter.Took),
                    ])],
            static row => row[1] == row[2] ? "" : "red");
        screen.Blank();
        foreach (IGrouping<string, Failure> step in expectations.Failures.GroupBy(failure => failure.Step))
        {
            screen.Write("bold", " XX  " + step.Key);
            foreach (Failure failure in step)
                screen.Detail("FAILED", failure.ToString(), "red");
        }

        string counts = $"{Number(expectations.Count)} expectations, {Number(player.Api.Requests)} HTTP requests, {TourScreen.Took(took)}";
        if (expectations.Held)
            screen.Write("bold green", "Everything held: " + counts + ".");
        else
            screen.Write("bold red", $"{Words.Count(expectations.Failures.Count, "expectation")} did not hold. {counts}.");
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
