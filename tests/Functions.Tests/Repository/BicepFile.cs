using System.Text.RegularExpressions;

namespace DataSharing.Functions.Tests.Repository;

/// <param name="Kind">param, var, resource, module or output.</param>
/// <param name="Literal">The type of a resource, the path of a module; else empty.</param>
/// <param name="Start">Where the declaration begins, and where it ends.</param>
internal sealed record BicepDeclaration(string Kind, string Name, string Literal, int Start, int End);

/// <summary>
/// As much of a Bicep file as tests can tell without its compiler. <see cref="Code"/> is as long as <see cref="Text"/>, with
/// comments and the text of strings blanked out, but not the expressions inside of strings.
/// </summary>
internal sealed partial class BicepFile
{
    private static readonly Dictionary<char, char> Closing = new() { ['('] = ')', ['['] = ']', ['{'] = '}' };
    private const string LongQuote = "'''";
    private static readonly Dictionary<string, string> Skipped = new() { ["//"] = "\n", ["/*"] = "*/", [LongQuote] = LongQuote };
    private readonly List<string> _literals = [];

    public BicepFile(string path, string text)
    {
        (Path, Text) = (path, text);
        (Code, Fault) = Scan();
        Declarations = [.. Declared().Matches(Code).Select(match => Declaration(match))];
    }

    public string Path { get; }
    public string Text { get; }
    public string Code { get; }

    /// <summary>Null when every bracket and every string ends where it should, else what does not.</summary>
    public string? Fault { get; }
    public IReadOnlyList<string> Literals => _literals;
    public IReadOnlyList<BicepDeclaration> Declarations { get; }

    public static BicepFile Read(string path) => new(path, SourceTree.Read(path));

    public IEnumerable<BicepDeclaration> Of(string kind) => Declarations.Where(one => one.Kind == kind);

    public string CodeOf(BicepDeclaration one) => Code[one.Start..one.End];

    /// <summary>The text with one space wherever there are spaces and line ends, so that layout says nothing.</summary>
    public string Flat => FlatOf(Text);

    public string FlatOf(BicepDeclaration one) => FlatOf(Text[one.Start..one.End]);

    private static string FlatOf(string text) => Spaces().Replace(text, " ");

    /// <summary>Names that some expression of the file speaks of: no keys of objects, no members, no declarations.</summary>
    public HashSet<string> Used() =>
        [.. Word().Matches(NotAUse().Replace(Code, " ")).Select(match => match.Value)];

    /// <summary>The keys of the object that follows <paramref name="key"/> in a piece of code.</summary>
    public static IReadOnlyList<string> KeysOf(string code, string key)
    {
        Match found = Regex.Match(code, $@"\b{key}(:|\s=)\s*\{{");
        if (!found.Success)
            return [];
        (List<string>? keys, int depth) = (new List<string>(), 0);
        for (int i = found.Index + found.Length; i < code.Length && depth >= 0; i++)
        {
            depth += code[i] is '{' or '[' or '(' ? 1 : code[i] is '}' or ']' or ')' ? -1 : 0;
            if (depth == 0 && code[i] == ':' && Regex.Match(code[..i], @"[{,\n]\s*(\w+)$") is { Success: true } name)
                keys.Add(name.Groups[1].Value);
        }

        return keys;
    }

    private (string Code, string? Fault) Scan()
    {
        char[] code = Text.ToCharArray();
        (Stack<char>? open, Stack<int>? literal) = (new Stack<char>(), new Stack<int>());
        int i = 0;
        while (i < Text.Length)
        {
            if (open.TryPeek(out char top) && top == '\'')
            {
                if (Text[i] == '\'')
                {
                    open.Pop();
                    _literals.Add(Text[literal.Pop()..i]);
                    i++;
                    continue;
                }

                if (Text[i] == '\n')
                    return (new string(code), Where("a string does not end on its line", i));
                bool isExpression = Text[i] == '$' && Next(i) == '{';
                if (isExpression)
                    open.Push('$');
                Blank(code, i, isExpression || Text[i] == '\\' ? 2 : 1);
                i += isExpression || Text[i] == '\\' ? 2 : 1;
                continue;
            }

            string? opens = Skipped.Keys.FirstOrDefault(mark => string.CompareOrdinal(Text, i, mark, 0, mark.Length) == 0);
            if (opens is not null)
            {
                int end = Text.IndexOf(Skipped[opens], i + opens.Length, StringComparison.Ordinal);
                if (end < 0)
                    return (new string(code), Where($"{opens} is never closed", i));
                if (opens == LongQuote)
                    _literals.Add(Text[(i + opens.Length)..end]);
                Blank(code, i, end + Skipped[opens].Length - i);
                i = end + Skipped[opens].Length;
                continue;
            }

            switch (Text[i])
            {
                case '\'':
                    open.Push('\'');
                    literal.Push(i + 1);
                    break;
                case '(' or '[' or '{':
                    open.Push(Text[i]);
                    break;
                case '}' when top == '$':
                    open.Pop();
                    code[i] = ' ';
                    break;
                case ')' or ']' or '}':
                    if (!open.TryPop(out char opened) || !Closing.TryGetValue(opened, out char closes) || closes != Text[i])
                        return (new string(code), Where($"'{Text[i]}' closes nothing", i));
                    break;
            }

            i++;
        }

        return (new string(code), open.Count == 0 ? null : $"{Path}: '{open.Peek()}' is never closed");
    }

    private BicepDeclaration Declaration(Match match)
    {
        int end = NextDeclaration().Match(Code, match.Index + 1) is { Success: true } next ? next.Index : Code.Length;
        Group name = match.Groups["name"];
        string rest = Text[(name.Index + name.Length)..end];
        string literal = match.Groups["kind"].Value is "resource" or "module" && Quoted().Match(rest) is { Success: true } quoted
            ? quoted.Groups[1].Value
            : "";
        return new BicepDeclaration(match.Groups["kind"].Value, name.Value, literal, match.Index, end);
    }

    private char Next(int i) => i + 1 < Text.Length ? Text[i + 1] : '\0';

    private static void Blank(char[] code, int from, int count)
    {
        for (int i = from; i < from + count && i < code.Length; i++)
            code[i] = code[i] == '\n' ? '\n' : ' ';
    }

    private string Where(string fault, int at) => $"{Path}, line {Text.AsSpan(0, at).Count('\n') + 1}: {fault}";

    [GeneratedRegex(@"^(?<kind>param|var|resource|module|output) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^(param |var |resource |module |output |@|targetScope )", RegexOptions.Multiline)]
    private static partial Regex NextDeclaration();

    [GeneratedRegex(@"(\.|::)\w+|(?<=[{,\n]\s*)\w+\s*:(?!:)|^(param|var|resource|module|output) \w+( \w+)?", RegexOptions.Multiline)]
    private static partial Regex NotAUse();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
