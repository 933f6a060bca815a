namespace DataSharing.Domain.Policy;

/// <summary>
/// What a field's bracketed condition in the catalogue limits at <see cref="Tier.Portion"/>. Source: fields.md, column
/// PORTION.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<PortionLimit>))]
public enum PortionLimit
{
    /// <summary>Only if the person chose this field for this recipient.</summary>
    [JsonStringEnumMemberName("survivorChoice")] SurvivorChoice,

    /// <summary>Only if the claim or decision relies on it.</summary>
    [JsonStringEnumMemberName("whereReliedOn")] WhereReliedOn,

    /// <summary>The photo, no other image or biometric.</summary>
    [JsonStringEnumMemberName("photoOnly")] PhotoOnly,

    /// <summary>The effect, never the diagnosis.</summary>
    [JsonStringEnumMemberName("effectOnly")] EffectOnly,

    /// <summary>What is wanted or avoided, never why .</summary>
    [JsonStringEnumMemberName("wantedOrAvoidedOnly")] WantedOrAvoidedOnly,

    /// <summary>Only if the sibling field <c>safeToUse</c> says yes.</summary>
    [JsonStringEnumMemberName("ifSafeToUse")] IfSafeToUse,

    /// <summary>Yes or no, without reasons.</summary>
    [JsonStringEnumMemberName("yesNoOnly")] YesNoOnly,

    /// <summary>Only for a child.</summary>
    [JsonStringEnumMemberName("forChildren")] ForChildren,

    /// <summary>Only in a housing matter.</summary>
    [JsonStringEnumMemberName("housingMatterOnly")] HousingMatterOnly,

    /// <summary>Only for legal aid.</summary>
    [JsonStringEnumMemberName("legalAidOnly")] LegalAidOnly,

    /// <summary>Only the items whose sharing the person agreed to .</summary>
    [JsonStringEnumMemberName("agreedItemsOnly")] AgreedItemsOnly,

    /// <summary>Only the line a service needs to work safely .</summary>
    [JsonStringEnumMemberName("safetyLineOnly")] SafetyLineOnly,

    /// <summary>Only what safe keeping of medicine needs.</summary>
    [JsonStringEnumMemberName("safeKeepingOnly")] SafeKeepingOnly,

    /// <summary>Only the adaptation a procedure needs.</summary>
    [JsonStringEnumMemberName("adaptationOnly")] AdaptationOnly,

    /// <summary>Only the effect of a capacity finding on the decision at issue .</summary>
    [JsonStringEnumMemberName("effectOnDecisionOnly")] EffectOnDecisionOnly,

    /// <summary>Only the access need that follows.</summary>
    [JsonStringEnumMemberName("accessNeedOnly")] AccessNeedOnly,

    /// <summary>Only the practical need that follows.</summary>
    [JsonStringEnumMemberName("practicalNeedOnly")] PracticalNeedOnly,

    /// <summary>Only to the body that pays.</summary>
    [JsonStringEnumMemberName("payerOnly")] PayerOnly,

    /// <summary>Only "entitled to this service".</summary>
    [JsonStringEnumMemberName("entitledOnly")] EntitledOnly,

    /// <summary>Only "removal is barred".</summary>
    [JsonStringEnumMemberName("removalBarOnly")] RemovalBarOnly,

    /// <summary>Only "services continue".</summary>
    [JsonStringEnumMemberName("servicesContinueOnly")] ServicesContinueOnly,

    /// <summary>Only the right to work.</summary>
    [JsonStringEnumMemberName("rightToWorkOnly")] RightToWorkOnly,

    /// <summary>Only the health record among the reports.</summary>
    [JsonStringEnumMemberName("healthRecordOnly")] HealthRecordOnly,

    /// <summary>Only for a permit on the co-operation ground .</summary>
    [JsonStringEnumMemberName("coOperationGroundOnly")] CoOperationGroundOnly,

    /// <summary>Only through the person's lawyer .</summary>
    [JsonStringEnumMemberName("throughLawyer")] ThroughLawyer,

    /// <summary>Only the exact text the person approved .</summary>
    [JsonStringEnumMemberName("approvedText")] ApprovedText,

    /// <summary>Only as the originator's handling code permits .</summary>
    [JsonStringEnumMemberName("byHandlingCode")] ByHandlingCode,

    /// <summary>Accompanies an item that passes; never alone .</summary>
    [JsonStringEnumMemberName("travelsWithItem")] TravelsWithItem,

    /// <summary>Only the plan lines of this purpose.</summary>
    [JsonStringEnumMemberName("ownPurposeLineOnly")] OwnPurposeLineOnly,

    /// <summary>Only the sources of fields that pass.</summary>
    [JsonStringEnumMemberName("withSupportedField")] WithSupportedField,

    /// <summary>Only the override's ground.</summary>
    [JsonStringEnumMemberName("groundOnly")] GroundOnly,

    /// <summary>Only the consent this delivery rests on.</summary>
    [JsonStringEnumMemberName("ownConsentOnly")] OwnConsentOnly,

    /// <summary>Only whether the consent this delivery rests on is valid.</summary>
    [JsonStringEnumMemberName("ownConsentValidityOnly")] OwnConsentValidityOnly,
}

/// <summary>How a limit is carried out.</summary>
public enum LimitMode
{
    /// <summary>The whole value passes if the fact is on record, else nothing.</summary>
    Condition,

    /// <summary>Only the named part of a structured value passes; a value without that part does not pass.</summary>
    Part,

    /// <summary>Only the items that satisfy the limit pass.</summary>
    Items,

    /// <summary>The value is reduced to yes or no.</summary>
    YesNo,

    /// <summary>The value is replaced by the fixed statement named by <see cref="LimitRule.Part"/>.</summary>
    Marker,
}

/// <summary>One limit as data.</summary>
/// <param name="Limit">Its code.</param>
/// <param name="Mode">How it is carried out.</param>
/// <param name="Part">The part kept (<see cref="LimitMode.Part"/>) or the statement given (<see cref="LimitMode.Marker"/>); null for
/// the other modes.</param>
/// <param name="Meaning">What passes, in words for a reader.</param>
public sealed record LimitRule(PortionLimit Limit, LimitMode Mode, string? Part, string Meaning);

/// <summary>One rule of a field's PORTION column, with DIRECT and ALL already expanded.</summary>
/// <param name="Purposes">Purposes for which the field passes.</param>
/// <param name="Actors">When not empty, only these recipients' actor codes.</param>
/// <param name="Limit">What limits it, or null.</param>
/// <param name="OnRequest">True when the field is no part of the purpose's preset and passes, as limited, only if asked for by
/// name.</param>
public sealed record PortionRule(FrozenSet<string> Purposes, FrozenSet<string> Actors, PortionLimit? Limit, bool OnRequest);

/// <summary>That one field may pass, and how, for one purpose at one tier.</summary>
/// <param name="Field">The field.</param>
/// <param name="Limit">PORTION: what limits it, or null. Null at the other tiers.</param>
/// <param name="OnRequest">PORTION: see <see cref="PortionRule.OnRequest"/>.</param>
/// <param name="Actors">When not empty, the grant holds for these recipients' actor codes only.</param>
public sealed record FieldGrant(PolicyField Field, PortionLimit? Limit, bool OnRequest, FrozenSet<string> Actors);
