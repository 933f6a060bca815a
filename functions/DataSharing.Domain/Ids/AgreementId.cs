using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>
/// The id of an agreement between two registrations, unique in the registry. Given by whoever proposes it, in the form of
/// <see cref="IdForm"/>. Source: R-085.
/// </summary>
[JsonConverter(typeof(TypedIdConverter<AgreementId>))]
public sealed record AgreementId(string Value) : TypedId<AgreementId>(Value), ITypedId<AgreementId>
{
    /// <summary>For tests; the product's build refuses it.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator AgreementId?(string? text) => text is null ? null : new(text);

    static AgreementId ITypedId<AgreementId>.Of(string text) => new(text);
}
