using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>TODO</summary>
[JsonConverter(typeof(TypedIdConverter<ScopeId>))]
public sealed record ScopeId(string Value) : TypedId<ScopeId>(Value), ITypedId<ScopeId>
{
    /// <summary>For tests.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator ScopeId?(string? text) => text is null ? null : new(text);

    static ScopeId ITypedId<ScopeId>.Of(string text) => new(text);
}
