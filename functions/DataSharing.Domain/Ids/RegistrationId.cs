using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>TODO</summary>
[JsonConverter(typeof(TypedIdConverter<RegistrationId>))]
public sealed record RegistrationId(string Value) : TypedId<RegistrationId>(Value), ITypedId<RegistrationId>
{
    /// <summary>For tests.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator RegistrationId?(string? text) => text is null ? null : new(text);

    static RegistrationId ITypedId<RegistrationId>.Of(string text) => new(text);
}
