using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>
/// The id of a stop, of the withdrawal or other ending that it was said with, and of its entry in the stop journal. Made when it is said:
/// <c>wd-</c> and 26 lower-case hexadecimal digits; <c>loss-</c>…, with the case's id, where the journal was lost. At least 12 characters.
/// Source: R-264.
/// </summary>
[JsonConverter(typeof(TypedIdConverter<WithdrawalId>))]
public sealed record WithdrawalId(string Value) : TypedId<WithdrawalId>(Value), ITypedId<WithdrawalId>
{
    /// <summary>For tests; the product's build refuses it.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator WithdrawalId?(string? text) => text is null ? null : new(text);

    static WithdrawalId ITypedId<WithdrawalId>.Of(string text) => new(text);
}
