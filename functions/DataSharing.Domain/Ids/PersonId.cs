using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>
/// The id of a professional, unique in the registration that it is of: never a name, and nothing without the registration. The agency's
/// own staff id, given by it in the form of <see cref="IdForm"/>. Source.
/// </summary>
[JsonConverter(typeof(TypedIdConverter<PersonId>))]
public sealed record PersonId(string Value) : TypedId<PersonId>(Value), ITypedId<PersonId>
{
    /// <summary>For tests; the product's build refuses it.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator PersonId?(string? text) => text is null ? null : new(text);

    static PersonId ITypedId<PersonId>.Of(string text) => new(text);
}
