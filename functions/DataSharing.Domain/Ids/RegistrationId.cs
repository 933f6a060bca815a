using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>
/// The id of a registration: one agency in one actor code. Unique in the registry and given by whoever proposes it, in the form of
/// <see cref="IdForm"/>; <c>hub</c> stands in its place in the log of what belongs to no agency. Source.
/// </summary>
[JsonConverter(typeof(TypedIdConverter<RegistrationId>))]
public sealed record RegistrationId(string Value) : TypedId<RegistrationId>(Value), ITypedId<RegistrationId>
{
    /// <summary>For tests; the product's build refuses it.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator RegistrationId?(string? text) => text is null ? null : new(text);

    static RegistrationId ITypedId<RegistrationId>.Of(string text) => new(text);
}
