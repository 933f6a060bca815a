using DataSharing.Functions.Configuration;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace DataSharing.Functions.Http;

/// <summary>What the web server keeps to, and what it answers, on every runtime alike.</summary>
public static class ServerLimits
{
    public const string BodySetting = "Limits:RequestBodyBytes";

    /// <summary>
    /// Bytes of a body that are read at most, inclusive; of a chunked one, its framing among them. Four times the longest
    /// that the API takes: what is somewhat too long is still read to its end, so that its sender gets the answer and not a
    /// broken connection.
    /// </summary>
    public const long DefaultBody = 4 * JsonBody.MaximumLength;

    public static SettingRule BodyRule { get; } = new(
        BodySetting, "the longest body that is read",
        limit => long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
            && bytes is >= 1024 and <= 64 * 1024 * 1024,
        "must be a number of bytes from 1024 to 67108864", IsRequired: false);

    /// <summary>Settings must have been checked.</summary>
    public static void Apply(KestrelServerOptions kestrel, IConfiguration settings)
    {
        kestrel.AddServerHeader = false;
        // A sender that waits must wait for the connection, not for a buffer in front of it: what lies there cannot be called back.
        kestrel.Limits.MaxResponseBufferSize = JweCompact.ChunkLength;
        kestrel.Limits.MaxRequestBodySize = settings[BodySetting] is { Length: > 0 } limit
            ? long.Parse(limit, CultureInfo.InvariantCulture)
            : DefaultBody;
    }

    /// <summary>The same for what the transport keeps in front of the socket.</summary>
    public static void Apply(SocketTransportOptions transport) => transport.MaxWriteBufferSize = JweCompact.ChunkLength;

    /// <summary>The longest body that the API takes from this request: its own limit, or the server's where that is less.</summary>
    public static long OfJson(HttpRequest request) =>
        Math.Min(
            JsonBody.MaximumLength,
            request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? long.MaxValue);

    /// <summary>
    /// Answers what the server refused while a function read it, such as a body beyond the limit. Nothing may have been sent.
    /// </summary>
    public static async Task AnswerAsync(HttpContext http, BadHttpRequestException refused)
    {
        http.Response.Clear();
        http.Response.StatusCode = refused.StatusCode;
        if (refused.StatusCode != StatusCodes.Status413PayloadTooLarge)
            return;
#pragma warning disable CA1031 // this is the last place that sees a fault: further out its message would be logged
        try
        {
            await new ProblemResult(TooLong(http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize
                ?? DefaultBody)).ExecuteAsync(http);
        }
        catch (Exception)
        {
            http.Abort();
        }
#pragma warning restore CA1031
    }

    public static Refusal TooLong(long limit) =>
        new(ProblemType.BodyTooLarge, string.Create(CultureInfo.InvariantCulture, $"the body is longer than {limit} bytes"));
}
