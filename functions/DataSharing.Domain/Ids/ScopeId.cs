using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>
/// The id of a scope, unique in its consent and the same in all its versions. Given by the agency that records the consent, in the form of
/// <see cref="IdForm"/>; what stops it names it for good. Source.
/// </summary>
[JsonConverter(typeof(TypedIdConverter<ScopeId>))]
public sealed record ScopeId(string Value) : TypedId<ScopeId>(Value), ITypedId<ScopeId>
{
    /// <summary>For tests; the product's build refuses it.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator ScopeId?(string? text) => text is null ? null : new(text);

    static ScopeId ITypedId<ScopeId>.Of(string text) => new(text);
}
