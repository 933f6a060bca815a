using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>
/// What was sent to the survivor's page. A browser, an old phone, a proxy, a caseworker's tool: however the bytes come (in one
/// piece or in chunks, as one form or another, with a strange charset, media type or none), what they say is read, and what
/// cannot be read is not taken for something that is not recognised.
/// </summary>
public sealed class SurvivorForm
{
    /// <summary>Longest body that is read, in bytes. What the pages send is a twentieth of it.</summary>
    public const int Longest = 64 * 1024;

    public const string Stop = "stop", Look = "look", More = "more", StopOne = "stop-one", StopAll = "stop-all", Back = "back";

    private static readonly string[] Actions = [Stop, Look, More, StopOne, StopAll, Back];

    private readonly IReadOnlyList<KeyValuePair<string, string>> _fields;

    private SurvivorForm(IReadOnlyList<KeyValuePair<string, string>> fields) => _fields = fields;

    /// <summary>What the person wants: one of the actions above.</summary>
    public string Action => Actions.FirstOrDefault(action => action == this["action"].Trim()) ?? "";

    /// <summary>The first value of that name that says anything; empty if there is none.</summary>
    public string this[string name] => All(name).FirstOrDefault() ?? "";

    /// <summary>Every value of that name that says anything.</summary>
    public IEnumerable<string> All(string name) =>
        _fields.Where(
            field => string.Equals(field.Key.Trim(), name, StringComparison.OrdinalIgnoreCase)
                && !string.IsNullOrWhiteSpace(field.Value)).Select(field => field.Value);

    /// <summary>The form; null when the bytes do not come, are too many, or cannot be read as a form that wants something.</summary>
    public static async Task<SurvivorForm?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            byte[] body = await ReadBytesAsync(Plain(request), cancellation);
            MediaTypeHeaderValue? type = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? named) ? named : null;
            foreach (string text in Readings(body, type))
            {
                // No form of one kind reads as another's: none of the three could hold the others' action.
                SurvivorForm[] readings = [new(await PartsAsync(text, type, cancellation)), new(Members(text)), new(Pairs(text))];
                foreach (SurvivorForm form in readings)
                {
                    if (form.Action.Length > 0)
                        return form;
                }
            }
        }
        // The last of them is how the brotli reader says that it is no brotli.
        catch (Exception unreadable) when (
            unreadable is InvalidDataException or BadHttpRequestException or IOException or InvalidOperationException)
        {
            // told apart from what is not recognised by whoever asked
        }

        return null;
    }

    private static Stream Plain(HttpRequest request) => request.Headers.ContentEncoding.ToString().Trim().ToUpperInvariant() switch
    {
        "GZIP" or "X-GZIP" => new GZipStream(request.Body, CompressionMode.Decompress),
        "DEFLATE" => new ZLibStream(request.Body, CompressionMode.Decompress),
        "BR" => new BrotliStream(request.Body, CompressionMode.Decompress),
        _ => request.Body,
    };

    private static async Task<byte[]> ReadBytesAsync(Stream body, CancellationToken cancellation)
    {
        byte[] bytes = new byte[Longest + 1];
        int length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return length <= Longest ? bytes[..length] : throw new InvalidDataException("the form is too long");
    }

    // The declared charset first: it is a browser's own word. The forms themselves are plain letters in every other one.
    private static IEnumerable<string> Readings(byte[] body, MediaTypeHeaderValue? type)
    {
        if (CharsetOf(type) is { } declared)
            yield return Text(declared, body);
        yield return Text(Encoding.UTF8, body);
        if (!body.Contains((byte)0))
            yield break;
        yield return Text(Encoding.Unicode, body);
        yield return Text(Encoding.BigEndianUnicode, body);
        yield return Text(Encoding.UTF32, body);
    }

    private static string Text(Encoding encoding, byte[] body) => encoding.GetString(body).TrimStart('\uFEFF');

    private static Encoding? CharsetOf(MediaTypeHeaderValue? type)
    {
        try
        {
            return type is { Charset.Length: > 0 } ? Encoding.GetEncoding(HeaderUtilities.RemoveQuotes(type.Charset).ToString()) : null;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    // application/x-www-form-urlencoded, and text/plain with a line for each field. Neither holds the other's separator.
    private static List<KeyValuePair<string, string>> Pairs(string text) =>
        [.. text.Split(['&', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(pair =>
        {
            int sign = pair.IndexOf('=', StringComparison.Ordinal);
            return KeyValuePair.Create(Decoded(sign < 0 ? pair : pair[..sign]), sign < 0 ? "" : Decoded(pair[(sign + 1)..]));
        })];

    private static string Decoded(string text) => WebUtility.UrlDecode(text).Trim('\0');

    // multipart/form-data, also of a sender that does not say so: the first line then tells what lies between the parts.
    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> PartsAsync(
        string text, MediaTypeHeaderValue? type, CancellationToken cancellation)
    {
        var fields = new List<KeyValuePair<string, string>>();
        // The library's reader insists on full line ends; not every sender does.
        string whole = text.TrimStart().ReplaceLineEndings("\r\n");
        string boundary = type is { Boundary.Length: > 0 } ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString()
            : whole.StartsWith("--", StringComparison.Ordinal) ? whole[2..].Split("\r\n")[0].Trim()
            : "";
        // What is longer is none. Source: RFC 2046 section 5.1.1
        if (boundary.Length is 0 or > 70)
            return fields;
        try
        {
            var parts = new MultipartReader(boundary, new MemoryStream(Encoding.UTF8.GetBytes(whole)));
            while (await parts.ReadNextSectionAsync(cancellation) is { } part)
            {
                if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out ContentDispositionHeaderValue? named))
                    continue;
                using var value = new StreamReader(part.Body, Encoding.UTF8);
                string coding = part.Headers?.GetValueOrDefault("Content-Transfer-Encoding").ToString() ?? "";
                fields.Add(
                    KeyValuePair.Create(
                        HeaderUtilities.RemoveQuotes(named.Name).ToString(),
                        Transferred(await value.ReadToEndAsync(cancellation), coding.Trim())));
            }
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            // what came whole counts
        }

        return fields;
    }

    // As mail programs and old libraries write a part. Source: RFC 2045 sections 6.7, 6.8
    private static string Transferred(string value, string coding)
    {
        if (coding.Equals("base64", StringComparison.OrdinalIgnoreCase))
        {
            byte[] bytes = new byte[value.Length];
            return Convert.TryFromBase64String(value, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : value;
        }

        if (!coding.Equals("quoted-printable", StringComparison.OrdinalIgnoreCase))
            return value;
        string joined = value.Replace("=\r\n", "", StringComparison.Ordinal).Replace("%", "%25", StringComparison.Ordinal)
            .Replace('=', '%');
        return Uri.UnescapeDataString(joined);
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Members(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return [.. from member in json.RootElement.EnumerateObject()
                from value in member.Value.ValueKind == JsonValueKind.Array
                    ? [.. member.Value.EnumerateArray()]
                    : (JsonElement[])[member.Value]
                where value.ValueKind == JsonValueKind.String
                select KeyValuePair.Create(member.Name, value.GetString()!)];
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
