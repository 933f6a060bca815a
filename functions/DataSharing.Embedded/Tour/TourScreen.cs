using Spectre.Console;

namespace DataSharing.Embedded.Tour;

/// <summary>
/// Writes the tour: in colour on a terminal, as plain text when piped or when NO_COLOR is set. Long lines are wrapped under
/// themselves at 100 columns, or the terminal's width if that is less; nothing is ever cut.
/// </summary>
internal sealed class TourScreen
{
    private const int WidestLine = 100, NarrowestLine = 60, LabelWidth = 13;
    private const string Indent = "     ";
    private readonly IAnsiConsole _console;
    private readonly int _width;

    private TourScreen(IAnsiConsole console, int width, bool coloured) => (_console, _width, Coloured) = (console, width, coloured);

    public bool Coloured { get; }

    /// <summary>What fits where standard output goes.</summary>
    public static TourScreen ForOutput()
    {
        // NO_COLOR: any value but an empty one (no-color.org).
        bool coloured = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
        if (!coloured || OperatingSystem.IsWindows())
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        int width = Console.IsOutputRedirected ? WidestLine : Math.Clamp(Terminal(), NarrowestLine, WidestLine);
        return On(Console.Out, coloured, width);
    }

    public static TourScreen On(TextWriter writer, bool coloured, int width = WidestLine)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = coloured ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = coloured ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        // Lines are wrapped here, with their indentation; the library would cut words at its own idea of a width.
        console.Profile.Width = 10_000;
        return new TourScreen(console, width, coloured);
    }

    public void Title(string text) => Write("bold", text);

    public void Text(string text)
    {
        foreach (string line in Wrap(text, _width))
            Write("", line);
    }

    public void Blank() => _console.WriteLine();

    public void Chapter(int number, string title, string about)
    {
        Blank();
        Write("bold blue", string.Create(CultureInfo.InvariantCulture, $"{number}  {title}"));
        foreach (string line in Wrap(about, _width - 3))
            Write("grey", "   " + line);
    }

    /// <summary>A step's heading: whether it held, what it was, and how long it took, at the right edge.</summary>
    public void Step(bool held, string title, TimeSpan took)
    {
        string time = Took(took);
        string[] lines = [.. Wrap(title, _width - Indent.Length - time.Length - 2)];
        _console.Write(new Text(held ? " ok  " : " XX  ", new Style(held ? Color.Green : Color.Red, decoration: Decoration.Bold)));
        Write("", lines[0] + new string(' ', Math.Max(1, _width - Indent.Length - lines[0].Length - time.Length)) + time);
        foreach (string line in lines[1..])
            Write("", Indent + line);
    }

    /// <summary>One labelled line under a step.</summary>
    public void Detail(string label, string text, string style = "")
    {
        string[] lines = [.. Wrap(text, _width - Indent.Length - LabelWidth)];
        for (int i = 0; i < lines.Length; i++)
        {
            _console.Markup($"[grey]{Indent}{Markup.Escape((i == 0 ? label : "").PadRight(LabelWidth))}[/]");
            Write(style, lines[i]);
        }
    }

    /// <summary>A table with aligned columns; the last one is wrapped if need be.</summary>
    public void Table(IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<string>> rows, Func<IReadOnlyList<string>, string> style)
    {
        int[] widths = [.. Enumerable.Range(0, head.Count).Select(column => rows.Append(head).Max(row => row[column].Length))];
        int before = widths[..^1].Sum() + (2 * (widths.Length - 1)) + 1;
        widths[^1] = Math.Max(10, Math.Min(widths[^1], _width - before));
        Row(head, widths, "bold");
        Write("grey", " " + string.Join("  ", widths.Select(width => new string('-', width))));
        foreach (IReadOnlyList<string> row in rows)
            Row(row, widths, style(row));
    }

    public void Write(string style, string line) =>
        _console.MarkupLine(style.Length == 0 ? Markup.Escape(line) : $"[{style}]{Markup.Escape(line)}[/]");

    public static string Took(TimeSpan time) => time.TotalSeconds >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMilliseconds):0} ms");

    private void Row(IReadOnlyList<string> cells, int[] widths, string style)
    {
        string[] last = [.. Wrap(cells[^1], widths[^1])];
        for (int line = 0; line < last.Length; line++)
        {
            IEnumerable<string> first = widths[..^1].Select((width, column) => (line == 0 ? cells[column] : "").PadRight(width));
            Write(style, " " + string.Join("  ", first.Append(last[line])).TrimEnd());
        }
    }

    // A word longer than the line stays whole: an address that is cut cannot be copied.
    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private static int Terminal()
    {
        try
        {
            return Console.WindowWidth > 1 ? Console.WindowWidth - 1 : WidestLine;
        }
        catch (IOException)
        {
            return WidestLine;
        }
    }
}
