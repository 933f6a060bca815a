using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>TODO</summary>
[JsonConverter(typeof(TypedIdConverter<WithdrawalId>))]
public sealed record WithdrawalId(string Value) : TypedId<WithdrawalId>(Value), ITypedId<WithdrawalId>
{
    /// <summary>For tests.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator WithdrawalId?(string? text) => text is null ? null : new(text);

    static WithdrawalId ITypedId<WithdrawalId>.Of(string text) => new(text);
}
