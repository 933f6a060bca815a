using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>
/// The id of a case, and so of its partition, its log's stream and its record. Made when the case is opened: 26 lower-case letters and
/// digits that follow from the request's Idempotency-Key, so that a repeat finds the same case. Says nothing of whose it is.
/// </summary>
[JsonConverter(typeof(TypedIdConverter<CaseId>))]
public sealed record CaseId(string Value) : TypedId<CaseId>(Value), ITypedId<CaseId>
{
    /// <summary>For tests; the product's build refuses it.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator CaseId?(string? text) => text is null ? null : new(text);

    static CaseId ITypedId<CaseId>.Of(string text) => new(text);
}
