using DataSharing.Domain.Policy;

namespace DataSharing.Embedded.Tour;

/// <summary>Codes in plain words, for people who see this for the first time.</summary>
internal static class Words
{
    public static string Of(string? reason) => reason switch
    {
        ReasonKinds.ConsentNone => "nobody agreed to it",
        ReasonKinds.ConsentRecipient => "agreed for another agency, not for this one",
        ReasonKinds.ConsentPurpose => "agreed with this agency for another purpose only",
        ReasonKinds.ConsentScope => "not part of what was agreed",
        ReasonKinds.ConsentWithdrawn => "she said stop",
        ReasonKinds.AgreementMissing => "the two agencies have no agreement for it",
        ReasonKinds.RecipientRole => "not for a recipient in this role",
        ReasonKinds.RecipientConflict => "this body must not learn that the case exists",
        ReasonKinds.FirewallImmigration => "nothing passes to immigration enforcement, whoever agrees",
        ReasonKinds.FieldNotNeeded => "the purpose does not need it",
        ReasonKinds.RecordMissing => "nothing of it is on record",
        ReasonKinds.NeverField => "it never leaves this way",
        ReasonKinds.OriginatorCode => "whoever gave the item has not graded it for passing on",
        ReasonKinds.RiskMissing => "a check that must come first is not on record",
        ReasonKinds.CourtOrderRequired => "only a court may open it",
        ReasonKinds.ChannelUnsafe => "not recorded as safe to use",
        null => "no reason is given",
        _ => reason,
    };

    /// <summary>What a requester may see of a reason.</summary>
    public static string Shown(string reason) => reason switch
    {
        "notAgreed" => "not agreed",
        "notNeeded" => "not needed",
        "notPermitted" => "not permitted",
        _ => reason,
    };

    public static string Count(int number, string one, string? many = null) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many ?? one + "s")}");

    public static string List(IEnumerable<string> items) => string.Join(", ", items) is { Length: > 0 } text ? text : "nothing";
}
