using DataSharing.Domain.Sealing;

namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>
/// What an answer's forms keep of what was sent, so that a wrong word, an error or an old visit costs her neither the link nor
/// what she typed. It is in the page and nowhere else: not in the address, not on the device. The word is never among it.
/// </summary>
/// <param name="Secret">The link's secret, if it was one.</param>
/// <param name="Code">The code as typed.</param>
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
        string code = form["code"];
        string number = form["number"];
        return new Kept(
            LinkSecret.TryParse(form["secret"], out LinkSecret? secret) ? secret!.Reveal() : "",
            code.Length <= LongestCode ? code : code[..LongestCode],
            TypedCode.ReadReference(number) ?? "");
    }
}
