using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Consents;

/// <summary>
/// What one or several named recipients may get on one pathway of the consent's purpose. Several recipients stand in one
/// scope only if each was shown by name and could be declined singly. Source.
/// </summary>
public sealed record ConsentScope
{
    /// <summary>Unique in the consent.</summary>
    [PartId] public required ScopeId Id { get; init; }

    /// <summary>The recipients, each with the person's answer.</summary>
    [Most(100)] public IReadOnlyList<RecipientChoice> Recipients { get; init; } = [];

    /// <summary>Pathway id.</summary>
    [Reference] public required string Pathway { get; init; }

    /// <summary>Tier. Default: PORTION .</summary>
    public Tier Tier { get; init; } = Tier.Portion;

    /// <summary>FULL was chosen expressly, not by default .</summary>
    public bool FullByExplicitChoice { get; init; }

    /// <summary>
    /// The matter, for a purpose of one matter each (a lawyer's mandate); null: the purpose has none, or it is not named.
    /// </summary>
    [Reference] public string? Matter { get; init; }

    /// <summary>Disclosure level of the pathway, or null for its only one .</summary>
    [Reference] public string? DisclosureLevel { get; init; }

    /// <summary>Groups or paths that may pass; empty: the pathway's set at the tier.</summary>
    [Reference] public IReadOnlyList<string> Included { get; init; } = [];

    /// <summary>Groups or paths the person took out; they win over <see cref="Included"/> (R-015).</summary>
    [Reference] public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>
    /// Paths chosen expressly for these recipients, where the catalogue lets a field pass only by choice.
    /// </summary>
    [Reference] public IReadOnlyList<string> ExpresslyChosen { get; init; } = [];

    /// <summary>Two-letter codes of countries the data may reach; empty: the controller's country alone .</summary>
    [Country] public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>Start, inclusive; null: the consent's.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>End, exclusive; null: the consent's.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Only content goes that she approved word for word, as recorded at content-approvals .</summary>
    public bool ApprovedContentOnly { get; init; }

    /// <summary>
    /// In consents recorded before the system computed digests itself: the content was fixed. The digest proves nothing, and none
    /// is taken in any more.
    /// </summary>
    [Name] public string? ApprovedContentDigest { get; init; }

    /// <summary>Whether nothing else goes than what she approved.</summary>
    [JsonIgnore]
    public bool OnlyApprovedContent => ApprovedContentOnly || ApprovedContentDigest is not null;

    /// <summary>
    /// Registrations of a receiving or origin State, or its civil society, that may learn of victim status.
    /// </summary>
    [Reference] public IReadOnlyList<string> StatusMayReach { get; init; } = [];

    /// <summary>
    /// The person asked that the data go to these recipients: needed towards police and prosecution, and on pathways that
    /// start at her request alone.
    /// </summary>
    public bool AtPersonsRequest { get; init; }

    /// <summary>When what these recipients will be told was gone through with her, before she agreed; null: it was not.</summary>
    public DateTimeOffset? DiscussedAt { get; init; }

    /// <summary>Permit ground <c>personal</c> or <c>coOperation</c>; null where the purpose is no permit .</summary>
    [Name] public string? PermitGround { get; init; }

    /// <summary>Matters or facts the person agreed may be relied on, for fields that pass only then.</summary>
    [Reference] public IReadOnlyList<string> ReliedOn { get; init; } = [];
}

/// <summary>One recipient and the person's answer to it.</summary>
/// <param name="RegistrationId">The registration.</param>
/// <param name="ShownByName">Shown to the person by name .</param>
/// <param name="Declined">The person took this recipient out.</param>
public sealed record RecipientChoice([Name] RegistrationId RegistrationId, bool ShownByName = true, bool Declined = false);
