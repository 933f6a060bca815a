namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>
/// What an answer's forms keep of what was sent, so that a wrong word, an error or an old visit costs her neither the link nor
/// what she typed. It is in the page and nowhere else: not in the address, not on the device. The word is never among it.
/// </summary>
/// <param name="Secret">The link's secret, if it was one.</param>
/// <param name="Code">The code as typed, or several.</param>
/// <param name="Number">The number of a stop, which leads on to the page behind the word.</param>
public sealed record Kept(string Secret = "", string Code = "", string Number = "")
{
    /// <summary>As long as the field of the page.</summary>
    public const int LongestCode = 200;

    public static readonly Kept Nothing = new();

    /// <summary>Something by which sharing can be stopped.</summary>
    public bool CanStop => Secret.Length > 0 || Code.Length > 0;

    public static Kept Of(SurvivorForm form)
    {
        string[] secrets = [.. form.All("secret").SelectMany(TypedStops.Find).Select(typed => typed.Secret?.Reveal()).OfType<string>()
            .Distinct(StringComparer.Ordinal)];
        return new Kept(
            secrets.FirstOrDefault() ?? "",
            CodesOf([.. form.All("code").Distinct(StringComparer.Ordinal), .. secrets.Skip(1)]),
            TypedCode.ReadReference(form["number"]) ?? "");
    }

    /// <summary>Several in the one field that the page has.</summary>
    internal static string CodesOf(IEnumerable<string> typed)
    {
        string codes = string.Join(' ', typed);
        return codes.Length <= LongestCode ? codes : codes[..LongestCode];
    }
}
