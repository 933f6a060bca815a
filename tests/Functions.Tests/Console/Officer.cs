using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace DataSharing.Functions.Tests.Console;

/// <summary>A browser without script: keeps the console's cookies, follows nothing by itself.</summary>
internal sealed partial class Officer(HttpClient client)
{
    public Officer(TestApp app)
        : this(app.Http)
    {
    }

    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Cookies => _cookies;

    /// <summary>Another browser with the same cookies.</summary>
    public Officer Twin()
    {
        var twin = new Officer(client);
        foreach ((string name, string value) in _cookies)
            twin._cookies[name] = value;
        return twin;
    }

    public Task<Page> GetAsync(string address) => SendAsync(new HttpRequestMessage(HttpMethod.Get, address));

    public Task<Page> PostAsync(string address, params (string Name, string Value)[] form) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        });

    /// <summary>Posts with the token that the page's forms carry.</summary>
    public async Task<Page> SubmitAsync(string address, params (string Name, string Value)[] form) =>
        await PostAsync(address, [("token", Token((await GetAsync("/dpo")).Text)), .. form]);

    /// <summary>To the issuer and back; the answer of the callback.</summary>
    public async Task<Page> SignInAsync(string person)
    {
        Page start = await GetAsync("/dpo/sign-in");
        return await GetAsync(await AuthorizeAsync(start.Location!, person));
    }

    /// <summary>The callback address that the issuer sends the browser to.</summary>
    public async Task<string> AuthorizeAsync(string address, string person)
    {
        Dictionary<string, StringValues> asked = QueryHelpers.ParseQuery(new Uri(address).Query);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address).GetLeftPart(UriPartial.Path))
        {
            Content = new FormUrlEncodedContent(
                [.. asked.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString())), KeyValuePair.Create("principal", person)]),
        };
        using HttpResponseMessage answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    public static string Token(string page) =>
        FormToken().Match(page) is { Success: true } found
            ? found.Groups[1].Value
            : throw new InvalidOperationException("the page has no form token");

    private async Task<Page> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            if (_cookies.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => cookie.Key + "=" + cookie.Value)));
            using HttpResponseMessage answer = await client.SendAsync(request);
            string[] set = answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? values) ? [.. values] : [];
            foreach (string cookie in set)
            {
                string[] pair = cookie.Split(';')[0].Split('=', 2);
                if (pair[1].Length == 0)
                    _cookies.Remove(pair[0]);
                else
                    _cookies[pair[0]] = pair[1];
            }

            var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(
                header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
            return new Page(
                answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.OriginalString, set, headers);
        }
    }

    [GeneratedRegex("name=\"token\" value=\"([A-Za-z0-9_-]{43})\"")]
    private static partial Regex FormToken();
}

/// <summary>An answer as a browser got it.</summary>
internal sealed record Page(
    HttpStatusCode Status, string Text, string? Location, IReadOnlyList<string> SetCookies, IReadOnlyDictionary<string, string> Headers)
{
    public bool IsLog => Status == HttpStatusCode.OK && Text.Contains("<h1>Access log</h1>", StringComparison.Ordinal);

    public bool IsSignIn => Status == HttpStatusCode.OK && Text.Contains("<h1>Sign in</h1>", StringComparison.Ordinal);
}
