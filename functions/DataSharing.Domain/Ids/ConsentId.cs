using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>TODO</summary>
[JsonConverter(typeof(TypedIdConverter<ConsentId>))]
public sealed record ConsentId(string Value) : TypedId<ConsentId>(Value), ITypedId<ConsentId>
{
    /// <summary>For tests.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator ConsentId?(string? text) => text is null ? null : new(text);

    static ConsentId ITypedId<ConsentId>.Of(string text) => new(text);
}
