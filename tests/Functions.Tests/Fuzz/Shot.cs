using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace DataSharing.Functions.Tests.Fuzz;

/// <summary>One request to be tried; what is changed in it is changed before it is sent.</summary>
internal sealed class Shot
{
    public required string Operation { get; init; }

    public required HttpMethod Method { get; set; }

    public required string Path { get; set; }

    public string Query { get; set; } = "";

    public byte[]? Body { get; set; }

    /// <summary>The body that the document allows, from which a broken one is made; null: there is none.</summary>
    public JsonObject? Right { get; set; }

    /// <summary>In the order in which they are sent; a name may come twice.</summary>
    public List<(string Name, string Value)> Headers { get; } = [];

    public void Drop(string name) => Headers.RemoveAll(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase));

    public void Put(string name, string value)
    {
        Drop(name);
        Headers.Add((name, value));
    }

    /// <param name="root">Scheme, host and port.</param>
    public HttpRequestMessage Message(string root)
    {
        // As it is: what a client would tidy up is what is to be tried.
        var target = new Uri(root + Path + Query, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(Method, target);
        if (Body is not null)
            message.Content = new ByteArrayContent(Body);
        foreach ((string name, string value) in Headers)
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    /// <summary>For whoever repeats it: everything but the token.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Operation}: {Method} {Short(Path + Query)}");
        foreach ((string name, string value) in Headers)
            text.Append(CultureInfo.InvariantCulture, $" | {name}: {(name == "Authorization" ? "…" : Short(value))}");
        return (Body is null ? text : text.Append(CultureInfo.InvariantCulture, $" | {Short(Encoding.UTF8.GetString(Body))}")).ToString();
    }

    private static string Short(string text) => text.Length <= 600 ? text : $"{text[..600]}… ({text.Length})";
}
