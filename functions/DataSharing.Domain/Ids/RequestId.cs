using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>
/// The id of a sharing request, and of the release that comes of it. Made when the request is submitted: 26 lower-case letters and digits
/// that follow from the submitting agency and its Idempotency-Key. One that is never stored says what it is for before a hyphen:
/// <c>query-</c>, <c>preview-</c>.
/// </summary>
[JsonConverter(typeof(TypedIdConverter<RequestId>))]
public sealed record RequestId(string Value) : TypedId<RequestId>(Value), ITypedId<RequestId>
{
    /// <summary>For tests; the product's build refuses it.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator RequestId?(string? text) => text is null ? null : new(text);

    static RequestId ITypedId<RequestId>.Of(string text) => new(text);
}
