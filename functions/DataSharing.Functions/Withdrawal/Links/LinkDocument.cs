using System.Text.Json.Serialization;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>
/// What a secret's or code's keyed hash points to (partition <c>Links/{fingerprint}</c>). Neither the secret nor the code
/// is stored anywhere.
/// </summary>
/// <param name="CaseId">Opaque case id.</param>
/// <param name="LinkId">The link of that case.</param>
/// <param name="ExpiresAt">For a link that was sent: its last moment, exclusive. Null: until rotated or the case closes.</param>
public sealed record LinkTarget(CaseId CaseId, string LinkId, DateTimeOffset? ExpiresAt)
{
    public const string Id = "link";

    public bool IsValidAt(DateTimeOffset now) => ExpiresAt is null || now < ExpiresAt;
}

/// <summary>How a link reached the person. Source: R-052.</summary>
public enum LinkDelivery
{
    /// <summary>Handed over in person.</summary>
    InPerson,

    /// <summary>Printed on a card that names nothing.</summary>
    Card,

    /// <summary>Through the advocate.</summary>
    Advocate,

    /// <summary>Sent over a channel that is recorded as safe.</summary>
    SafeChannel,
}

/// <summary>What a case shows on the survivor's page after the second factor. Chosen with her caseworker.</summary>
public enum OnlineView
{
    None,
    AfterFactor,
}

/// <summary>A withdrawal link of a case, in the case's partition under <c>link-{id}</c>. Holds no secret.</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="SecretFingerprint">Keyed hash of the link's secret.</param>
/// <param name="CodeFingerprint">Keyed hash of the spoken code.</param>
/// <param name="Delivery">How it reached the person.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="IssuedBy">Opaque staff id.</param>
/// <param name="ExpiresAt">Last moment, exclusive; null: until rotated or the case closes.</param>
/// <param name="EndedAt">Rotated or revoked then; null while it works.</param>
/// <param name="WrongWords">Wrong words that came by it since the last right one; <see cref="LinkWords.Attempts"/> close its
/// details.</param>
/// <param name="DetailsOpenedAt">When a caseworker last opened the details again.</param>
public sealed record LinkDocument(
    string Id,
    string SecretFingerprint,
    string CodeFingerprint,
    LinkDelivery Delivery,
    DateTimeOffset IssuedAt,
    string IssuedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? EndedAt = null,
    int WrongWords = 0,
    DateTimeOffset? DetailsOpenedAt = null)
{
    public const string Prefix = "link-";

    /// <summary>No word opens the details behind this link. It stops as ever.</summary>
    [JsonIgnore]
    public bool AreDetailsClosed => WrongWords >= LinkWords.Attempts;

    public static string IdOf(string linkId) => Prefix + linkId;
}

/// <summary>
/// The second factor and what may be shown after it, in the case's partition under <c>survivor</c>: one for all links of
/// the case, so that a new link needs no new word.
/// </summary>
/// <param name="Factor">Slow salted hash of the agreed word; null: none agreed, so nothing is ever shown.</param>
/// <param name="View">What may be shown.</param>
/// <param name="Language">The language agreed for the page after the factor (BCP 47).</param>
public sealed record SurvivorSettings(SecondFactor? Factor, OnlineView View, string? Language)
{
    public const string Id = "survivor";
}
