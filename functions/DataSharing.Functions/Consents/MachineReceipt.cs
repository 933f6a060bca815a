using System.Text.Json.Serialization;

namespace DataSharing.Functions.Consents;

/// <summary>
/// A consent receipt for machines, in the shape and with the member names of ISO/IEC TS 27560: header, processing, parties,
/// events. It holds ids, codes and field paths. The principal is named by the consent alone, so that receipts of two agencies cannot
/// be joined.
/// </summary>
/// <param name="SchemaVersion">The standard whose shape it has.</param>
/// <param name="ReceiptId">The consent and its version.</param>
/// <param name="ReceiptTime">When it was made.</param>
/// <param name="RecordId">The consent.</param>
/// <param name="PrincipalId">A name for her in this receipt, without anything about her.</param>
public sealed record MachineReceipt(
    [property: JsonPropertyName("schema_version")] string SchemaVersion,
    [property: JsonPropertyName("receipt_id")] string ReceiptId,
    [property: JsonPropertyName("receipt_time")] DateTimeOffset ReceiptTime,
    [property: JsonPropertyName("record_id")] string RecordId,
    [property: JsonPropertyName("pii_principal_id")] string PrincipalId,
    [property: JsonPropertyName("pii_processing")] IReadOnlyList<ReceiptProcessing> Processing,
    [property: JsonPropertyName("party_identification")] IReadOnlyList<ReceiptParty> Parties,
    [property: JsonPropertyName("events")] IReadOnlyList<ReceiptEvent> Events)
{
    public static MachineReceipt Of(ReceiptContent content)
    {
        Consent consent = content.Consent;
        return new MachineReceipt(
            "ISO/IEC TS 27560:2023",
            $"{consent.Id}@{ConsentView.ETagOf(consent)}",
            content.MadeAt,
            consent.Id,
            "principal-of-" + consent.Id,
            [.. content.Scopes.Select(scope => ReceiptProcessing.Of(content, scope))],
            [
                new ReceiptParty(content.Holder.Id, content.Holder.DisplayName, "pii_controller", content.Holder.Country),
                .. content.Scopes.SelectMany(scope => scope.Recipients).DistinctBy(recipient => recipient.Id)
                    .Select(recipient => new ReceiptParty(recipient.Id, recipient.DisplayName, "pii_recipient", recipient.Country)),
            ],
            [.. consent.Events.Select(step => new ReceiptEvent(step.At, WireCode.Of(step.To), step.Channel)), .. Stops(content)]);
    }

    private static IEnumerable<ReceiptEvent> Stops(ReceiptContent content) =>
        content.Scopes.Where(scope => scope.Standing.StoppedAt is not null)
            .Select(scope => new ReceiptEvent(scope.Standing.StoppedAt!.Value, WireCode.Of(scope.Standing.State), "stop", scope.Scope.Id));
}

/// <summary>One scope: what is processed, for what, by whom, until when.</summary>
/// <param name="Id">The scope.</param>
/// <param name="PrivacyNotice">Version of the notice she was given.</param>
/// <param name="Language">In which it was explained: a tag of BCP 47.</param>
/// <param name="Purpose">Purpose code.</param>
/// <param name="PurposeDescription">The same in words.</param>
/// <param name="LawfulBasis">Always <c>consent</c>.</param>
/// <param name="ConsentType"><c>explicit</c>, or <c>guardian_with_child</c>.</param>
/// <param name="Pathway">Pathway id.</param>
/// <param name="Controllers">Registration that holds the case.</param>
/// <param name="Recipients">Registrations that may receive.</param>
/// <param name="Jurisdiction">The law it was taken under: a code of ISO 3166-1.</param>
/// <param name="Countries">Countries that the data may reach.</param>
/// <param name="ValidFrom">Start, inclusive.</param>
/// <param name="ValidUntil">End, exclusive.</param>
/// <param name="ReviewBy">When it must be looked at again.</param>
/// <param name="WithdrawalMethod">How she stops it, in words.</param>
public sealed record ReceiptProcessing(
    [property: JsonPropertyName("processing_id")] string Id,
    [property: JsonPropertyName("privacy_notice")] string? PrivacyNotice,
    [property: JsonPropertyName("language")] string? Language,
    [property: JsonPropertyName("purpose")] string Purpose,
    [property: JsonPropertyName("purpose_description")] string PurposeDescription,
    [property: JsonPropertyName("lawful_basis")] string LawfulBasis,
    [property: JsonPropertyName("consent_type")] string ConsentType,
    [property: JsonPropertyName("pathway")] string Pathway,
    [property: JsonPropertyName("tier")] Tier Tier,
    [property: JsonPropertyName("pii_information")] IReadOnlyList<ReceiptInformation> Information,
    [property: JsonPropertyName("pii_controllers")] IReadOnlyList<string> Controllers,
    [property: JsonPropertyName("recipients")] IReadOnlyList<string> Recipients,
    [property: JsonPropertyName("jurisdiction")] string Jurisdiction,
    [property: JsonPropertyName("geographic_restrictions")] IReadOnlyList<string> Countries,
    [property: JsonPropertyName("valid_from")] DateTimeOffset ValidFrom,
    [property: JsonPropertyName("valid_until")] DateTimeOffset ValidUntil,
    [property: JsonPropertyName("review_by")] DateTimeOffset ReviewBy,
    [property: JsonPropertyName("state")] ConsentState State,
    [property: JsonPropertyName("withdrawal_method")] string WithdrawalMethod)
{
    public static ReceiptProcessing Of(ReceiptContent content, ReceiptScope scope)
    {
        Consent consent = content.Consent;
        return new ReceiptProcessing(
            scope.Scope.Id, consent.NoticeVersion, consent.Evidence.Language, content.Purpose.Code, content.Purpose.Name, "consent",
            consent.Basis == ConsentBasis.Child ? "guardian_with_child" : "explicit", scope.Scope.Pathway, scope.Scope.Tier,
            [.. scope.Groups.Select(group => new ReceiptInformation(group.Id, [.. group.Fields.Select(field => field.Path)]))],
            [content.Holder.Id], [.. scope.Recipients.Select(recipient => recipient.Id)], consent.Jurisdiction,
            scope.Scope.Countries.Count > 0 ? scope.Scope.Countries : [content.Holder.Country],
            scope.Scope.ValidFrom ?? consent.ValidFrom, scope.Scope.ValidUntil ?? consent.ValidUntil, consent.ReviewBy,
            scope.Standing.State,
            "link, code, or word to any of the controller's staff; at any time and without a reason");
    }
}

/// <summary>A kind of information and its field paths.</summary>
/// <param name="Type">Field group.</param>
/// <param name="Attributes">Field paths.</param>
public sealed record ReceiptInformation(
    [property: JsonPropertyName("pii_type")] string Type, [property: JsonPropertyName("pii_attributes")] IReadOnlyList<string> Attributes);

/// <summary>A party and its part.</summary>
/// <param name="Id">Registration.</param>
/// <param name="Name">As it was shown to her.</param>
/// <param name="Role"><c>pii_controller</c> or <c>pii_recipient</c>.</param>
/// <param name="Country">Where it sits: a code of ISO 3166-1.</param>
public sealed record ReceiptParty(
    [property: JsonPropertyName("party_id")] string Id,
    [property: JsonPropertyName("party_name")] string Name,
    [property: JsonPropertyName("party_role")] string Role,
    [property: JsonPropertyName("party_country")] string Country);

/// <summary>What happened to the consent.</summary>
/// <param name="Time">When.</param>
/// <param name="State">What the consent was from then on.</param>
/// <param name="Channel">By which way it came.</param>
/// <param name="Scope">The one scope that it is about; left out: all of it.</param>
public sealed record ReceiptEvent(
    [property: JsonPropertyName("event_time")] DateTimeOffset Time,
    [property: JsonPropertyName("event_state")] string State,
    [property: JsonPropertyName("event_channel")] string Channel,
    [property: JsonPropertyName("event_scope")] string? Scope = null);
