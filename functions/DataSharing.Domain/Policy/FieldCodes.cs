namespace DataSharing.Domain.Policy;

/// <summary>Why a field is sensitive. Source: fields.md, legend.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Mark>))]
public enum Mark
{
    /// <summary>Identifies the person.</summary>
    [JsonStringEnumMemberName("ID")] Identifying,

    /// <summary>Tells where the person is or how to reach her: a safety matter.</summary>
    [JsonStringEnumMemberName("LOC")] Location,

    /// <summary>Special category of data. Source: Convention 108+, Article 6.</summary>
    [JsonStringEnumMemberName("SC")] SpecialCategory,

    /// <summary>Criminal matter.</summary>
    [JsonStringEnumMemberName("CR")] Criminal,

    /// <summary>Immigration matter.</summary>
    [JsonStringEnumMemberName("IM")] Immigration,

    /// <summary>About a third party, who is a data subject too .</summary>
    [JsonStringEnumMemberName("3P")] ThirdParty,

    /// <summary>About the trafficking.</summary>
    [JsonStringEnumMemberName("TH")] Trafficking,

    /// <summary>Financial.</summary>
    [JsonStringEnumMemberName("FIN")] Financial,

    /// <summary>Administrative.</summary>
    [JsonStringEnumMemberName("ADM")] Administrative,
}

/// <summary>
/// Recipients or uses a field never reaches, at any tier, beside the universal rule that nothing goes to traffickers,
/// accused, media or public. Source: fields.md, legend.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<NeverFlag>))]
public enum NeverFlag
{
    /// <summary>Placement circle only.</summary>
    [JsonStringEnumMemberName("LOC")] PlacementCircleOnly,

    /// <summary>Never to immigration enforcement.</summary>
    [JsonStringEnumMemberName("IMM")] ImmigrationEnforcement,

    /// <summary>Never to a body of the origin or receiving State unless the consent names it.</summary>
    [JsonStringEnumMemberName("ORG")] OriginState,

    /// <summary>Never to police or prosecution without evidence consent, the lawyer's route or an override.</summary>
    [JsonStringEnumMemberName("POL")] Police,

    /// <summary>Never to relatives, companions or an implicated guardian.</summary>
    [JsonStringEnumMemberName("GRD")] Relatives,

    /// <summary>Never to employers, placement hosts or volunteers.</summary>
    [JsonStringEnumMemberName("EMP")] Employers,

    /// <summary>Never an input to eligibility or authorisation. Restricts use, not delivery.</summary>
    [JsonStringEnumMemberName("DEC")] DecisionInput,

    /// <summary>The court's route only.</summary>
    [JsonStringEnumMemberName("CRT")] CourtRoute,

    /// <summary>The originator's conditions apply .</summary>
    [JsonStringEnumMemberName("ORI")] Originator,

    /// <summary>Never leaves the system.</summary>
    [JsonStringEnumMemberName("SYS")] NeverLeaves,
}
