namespace DataSharing.Functions.Http;

/// <summary>
/// What the serializer does not tell apart: well-formed JSON (RFC 8259) without a member given twice, and where the
/// second one stands.
/// </summary>
internal static class StrictJson
{
    private const int MaximumDepth = 32;

    public static void Check(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(
            body,
            new JsonReaderOptions { MaxDepth = MaximumDepth, AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow });
        var open = new Stack<Level>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        open.Push(new Level(new HashSet<string>(StringComparer.Ordinal)));
                        break;
                    case JsonTokenType.StartArray:
                        open.Push(new Level(null));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        open.Pop();
                        Advance(open);
                        break;
                    case JsonTokenType.PropertyName:
                        Level level = open.Peek();
                        level.Name = reader.GetString()!;
                        if (!level.Seen!.Add(level.Name))
                            throw new ProblemException(ProblemType.DuplicateMember, "the member is given twice", Pointer(open));
                        break;
                    case JsonTokenType.String:
                        _ = reader.GetString(); // refuses invalid UTF-8 and lone surrogates
                        Advance(open);
                        break;
                    case JsonTokenType.Null when open.TryPeek(out Level? list) && list.Seen is null:
                        // The serializer checks members for null, but not the items of a list.
                        throw new ProblemException(ProblemType.WrongType, "a list holds no null", Pointer(open));
                    default:
                        Advance(open);
                        break;
                }
            }
        }
        catch (JsonException defect)
        {
            throw new ProblemException(ProblemType.MalformedJson,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the body is not valid JSON at line {(defect.LineNumber ?? 0) + 1}, byte {(defect.BytePositionInLine ?? 0) + 1}"),
                Pointer(open));
        }
        catch (InvalidOperationException)
        {
            throw new ProblemException(ProblemType.MalformedJson, "a text is not valid UTF-8", Pointer(open));
        }
    }

    private static void Advance(Stack<Level> open)
    {
        if (open.TryPeek(out Level? level) && level.Seen is null)
            level.Index++;
    }

    private static string Pointer(Stack<Level> open)
    {
        var pointer = new StringBuilder();
        foreach (Level level in open.Reverse())
        {
            if (level.Seen is null)
                pointer.Append('/').Append(level.Index);
            else if (level.Name is not null)
                pointer.Append('/').Append(JsonBody.Escape(level.Name));
        }

        return pointer.ToString();
    }

    private sealed class Level(HashSet<string>? seen)
    {
        public HashSet<string>? Seen { get; } = seen;
        public string? Name { get; set; }
        public int Index { get; set; }
    }
}
