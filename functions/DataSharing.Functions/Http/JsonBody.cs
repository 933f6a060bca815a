using System.Buffers;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace DataSharing.Functions.Http;

/// <summary>Reads a body strictly: bounded, JSON only, every member known, none twice, each of its type.</summary>
public static partial class JsonBody
{
    /// <summary>The longest body accepted, in bytes. A record with every field filled is a fifth of it.</summary>
    public const int MaximumLength = 1 << 20;

    /// <summary>Members in camelCase, enums by name, nothing unknown, nothing null where null is not allowed.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    // Apart from those above because their schemas can be told, and those of converters of our own cannot.
    private static readonly JsonSerializerOptions Reading = CreateReading();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            MaxDepth = 32,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static JsonSerializerOptions CreateReading()
    {
        var options = new JsonSerializerOptions(Options);
        options.Converters.Insert(0, new ExactEnums(Options));
        options.Converters.Insert(0, new OffsetTimes());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>The raw bytes of the body; the media type and the length are checked.</summary>
    public static async Task<byte[]> ReadBytesAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength is 0
            || (request.ContentLength is null && !request.Headers.ContainsKey(HeaderNames.TransferEncoding) && request.ContentType is null))
            throw new ProblemException(ProblemType.MissingBody, "the operation needs a JSON body");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue
                && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            throw new ProblemException(ProblemType.UnsupportedMediaType, "the body must be application/json in UTF-8", "Content-Type");
        if (request.Headers.ContentEncoding.Any(coding => !string.Equals(coding?.Trim(), "identity", StringComparison.OrdinalIgnoreCase)))
            throw new ProblemException(ProblemType.UnsupportedMediaType, "compressed bodies are not accepted", "Content-Encoding");
        long limit = ServerLimits.OfJson(request);
        if (request.ContentLength > limit)
            throw new ProblemException(ServerLimits.TooLong(limit));

        var bytes = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096));
        while (true)
        {
            int read;
            try
            {
                read = await request.Body.ReadAsync(bytes.GetMemory(4096), cancellation);
            }
            catch (BadHttpRequestException refused) when (refused.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                throw new ProblemException(ServerLimits.TooLong(limit));
            }
            catch (BadHttpRequestException)
            {
                throw new ProblemException(ProblemType.MalformedJson, "the body ended before it was complete");
            }

            if (read == 0)
                break;
            bytes.Advance(read);
            if (bytes.WrittenCount > limit)
                throw new ProblemException(ServerLimits.TooLong(limit));
        }

        if (bytes.WrittenCount == 0)
            throw new ProblemException(ProblemType.MissingBody, "the operation needs a JSON body");
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Refuses a body where none is declared: whoever sends one believes that it says something.</summary>
    public static async Task RequireNoneAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (await IsThereAsync(request, cancellation))
            throw new ProblemException(ProblemType.UnexpectedBody, "the operation takes no body", "");
    }

    private static async Task<bool> IsThereAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength is { } length)
            return length > 0;
        // HTTP/2 has bodies without either header; the server knows.
        if (!(
            request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody
                ?? request.Headers.ContainsKey(HeaderNames.TransferEncoding)))
            return false;
        try
        {
            return await request.Body.ReadAsync(new byte[1], cancellation) > 0;
        }
        catch (BadHttpRequestException)
        {
            // Too long or broken off: there all the same.
            return true;
        }
    }

    /// <summary>Parses the bytes as <typeparamref name="T"/>; every defect names the member at fault by JSON Pointer.</summary>
    public static T Parse<T>(ReadOnlySpan<byte> body)
    {
        // RFC 8259, section 8.1: a reader may pass over it.
        if (body.StartsWith(Encoding.UTF8.Preamble))
            body = body[Encoding.UTF8.Preamble.Length..];
        StrictJson.Check(body);
        T read = Deserialize<T>(body);
        return BodyForms.WhyNot(read!) is { } unfit ? throw new ProblemException(unfit) : read;
    }

    private static T Deserialize<T>(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Reading)
                ?? throw new ProblemException(ProblemType.WrongType, "the body must be an object", "");
        }
        catch (JsonException defect)
        {
            throw Classify(defect);
        }
        catch (ArgumentException)
        {
            // a domain constructor refused the value: the edge could not name it, so it is named as a whole
            throw new ProblemException(ProblemType.InvalidValue, "the body holds a value that is not allowed", "");
        }
    }

    /// <summary>As <see cref="Parse{T}"/>, for what is no request: the refusal is a value.</summary>
    public static Result<T> Read<T>(byte[] body)
    {
        try
        {
            return Parse<T>(body);
        }
        catch (ProblemException problem)
        {
            return problem.Refusal;
        }
    }

    private static ProblemException Classify(JsonException defect)
    {
        string pointer = ToPointer(defect.Path);
        if (UnmappedMember().Match(defect.Message) is { Success: true } unknown)
        {
            string name = unknown.Groups[1].Value;
            if (!pointer.EndsWith("/" + Escape(name), StringComparison.Ordinal))
                pointer += "/" + Escape(name);
            return new ProblemException(ProblemType.UnknownMember, "the member is not known here", pointer);
        }

        if (MissingMembers().Match(defect.Message) is { Success: true } missing)
        {
            ProblemItem[] items = [.. Quoted().Matches(missing.Groups[1].Value)
                .Select(m => new ProblemItem(pointer + "/" + Escape(m.Groups[1].Value), "the member is required"))];
            return new ProblemException(
                ProblemType.MissingMember, "a required member is missing", items.Length > 0 ? items[0].Pointer : pointer,
                items.Length > 1 ? items : null);
        }

        return new ProblemException(
            ProblemType.WrongType,
            defect is ValueException value ? value.Message : "the value has another type than the document says", pointer);
    }

    // System.Text.Json gives paths such as $.scopes[0].recipient or $['odd name']; callers get RFC 6901 pointers.
    internal static string ToPointer(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return "";
        var pointer = new StringBuilder();
        foreach (Match part in PathPart().Matches(path[1..]))
            pointer.Append('/').Append(Escape(part.Groups.Cast<Group>().Skip(1).First(g => g.Success).Value));
        return pointer.ToString();
    }

    internal static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    [GeneratedRegex(@"^The JSON property '(.*?)' could not be mapped to any \.NET member", RegexOptions.Singleline)]
    private static partial Regex UnmappedMember();

    [GeneratedRegex(@"missing required properties including: (.*)", RegexOptions.Singleline)]
    private static partial Regex MissingMembers();

    [GeneratedRegex(@"'([^']*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\.([^.\[]+)|\[(\d+)\]|\['(.*?)'\]")]
    private static partial Regex PathPart();
}
