using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>
/// The id of a consent, the same in all its versions. Made when it is recorded: 26 lower-case letters and digits that follow from the
/// request's Idempotency-Key. Source: R-012 for versions.
/// </summary>
[JsonConverter(typeof(TypedIdConverter<ConsentId>))]
public sealed record ConsentId(string Value) : TypedId<ConsentId>(Value), ITypedId<ConsentId>
{
    /// <summary>For tests; the product's build refuses it.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator ConsentId?(string? text) => text is null ? null : new(text);

    static ConsentId ITypedId<ConsentId>.Of(string text) => new(text);
}
