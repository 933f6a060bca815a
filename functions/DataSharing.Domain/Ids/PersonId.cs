using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>TODO</summary>
[JsonConverter(typeof(TypedIdConverter<PersonId>))]
public sealed record PersonId(string Value) : TypedId<PersonId>(Value), ITypedId<PersonId>
{
    /// <summary>For tests.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator PersonId?(string? text) => text is null ? null : new(text);

    static PersonId ITypedId<PersonId>.Of(string text) => new(text);
}
