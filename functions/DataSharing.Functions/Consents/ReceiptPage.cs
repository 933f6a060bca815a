using System.Text.Encodings.Web;

namespace DataSharing.Functions.Consents;

/// <summary>
/// The receipt to print and take along: plain words, no script, nothing from elsewhere, a title and an opening that tell a
/// stranger nothing; groups of facts, not each fact, because papers are found. It says only what is on record. English so
/// far; the caseworker explains it in the person's language.
/// </summary>
internal static class ReceiptPage
{
    private const string Style =
        "body{font:1.1rem/1.5 sans-serif;max-width:42rem;margin:2rem auto;padding:0 "
            + "1rem;color:#111;background:#fff}h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}li{margin:.3rem 0}.box{border:2px "
            + "solid #111;padding:.5rem 1rem}@media print{body{margin:0}h2,li{break-inside:avoid}}";

    /// <summary>Only this very style may run on the page.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
            + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static string Render(ReceiptContent content)
    {
        var page = new StringBuilder(4096);
        page.Append(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
                + "initial-scale=1\">");
        page.Append("<title>Your copy</title><style>").Append(Style).Append("</style></head>\n<body><main><h1>Your copy</h1>\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p>This paper says what you agreed to with {Text(content.Holder.DisplayName)} on "
                + $"{Day(content.Consent.ReconfirmedAt ?? content.Consent.GivenAt)}. It is about one thing: "
                + $"{Text(content.Purpose.Name)}.</p>\n");
        foreach (ReceiptScope scope in content.Scopes)
            Scope(page, content.Consent, scope);
        Rights(page, content);
        page.Append("</main></body></html>\n");
        return page.ToString();
    }

    private static void Scope(StringBuilder page, Consent consent, ReceiptScope scope)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section><h2>{Text(scope.Title)}</h2>\n");
        if (scope.Standing.StoppedAt is { } stopped)
            page.Append(
                CultureInfo.InvariantCulture,
                $"<p class=\"box\"><strong>Stopped on {Day(stopped)}.</strong> Nothing is shared under this part since then.</p>\n");
        else if (!scope.Standing.State.Usable())
            page.Append("<p class=\"box\"><strong>No longer in force.</strong> Nothing is shared under this part.</p>\n");
        page.Append("<p>Who may get it:</p>\n<ul>");
        foreach (Registration recipient in scope.Recipients)
            page.Append(CultureInfo.InvariantCulture, $"<li>{Text(recipient.DisplayName)}</li>");
        page.Append("</ul>\n<p>Nobody else gets anything from us under this paper.</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>What they may get at most ({Tiers(scope.Scope.Tier)}):</p>\n<ul>");
        foreach (ReceiptGroup group in scope.Groups)
            page.Append(CultureInfo.InvariantCulture, $"<li>{Text(group.Title)}</li>");
        page.Append("</ul>\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p>From {Day(scope.Scope.ValidFrom ?? consent.ValidFrom)} until {Day(scope.Scope.ValidUntil ?? consent.ValidUntil)}, and "
                + $"not after {Day(consent.ReviewBy)} unless you say yes again.</p></section>\n");
    }

    // Each sentence is a rule of the system that a test holds: SN-32 to SN-35.
    private static void Rights(StringBuilder page, ReceiptContent content)
    {
        page.Append("<section><h2>You can stop this</h2>\n<ul>");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<li>You can stop at any time: all of it, or one part. Tell anyone at {Text(content.Holder.DisplayName)}, or use the link "
                + $"or code if you were given one.</li>");
        page.Append("<li>You do not have to give a reason.</li>");
        page.Append("<li>From the moment you stop, nothing more is given out on the strength of your agreement. ");
        page.Append("What somebody fetched before cannot be taken back; they are told to delete it.</li>");
        page.Append("<li>What the law allows or orders without your agreement is not stopped by this and may not be shown here.</li>");
        if (content.Consent.Evidence.ToldCaseMayContinue)
            page.Append("<li>If an investigation was already opened, it may go on.</li>");
        page.Append("<li>The help you get does not depend on this paper.</li></ul></section>\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p>Number of this paper: {Text(content.Consent.Id)}, version {content.Consent.Version}. Printed "
                + $"{Day(content.MadeAt)}.</p>\n");
    }

    private static string Tiers(Tier tier) => tier switch
    {
        Tier.Full => "the whole set for this, as you chose",
        Tier.Portion => "the part that this service needs",
        Tier.Case => "facts that do not say who you are",
        _ => "numbers only",
    };

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    private static string Day(DateTimeOffset? time) =>
        time is { } given ? given.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) : "a date not on record";
}
