using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>TODO</summary>
[JsonConverter(typeof(TypedIdConverter<LinkId>))]
public sealed record LinkId(string Value) : TypedId<LinkId>(Value), ITypedId<LinkId>
{
    /// <summary>For tests.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator LinkId?(string? text) => text is null ? null : new(text);

    static LinkId ITypedId<LinkId>.Of(string text) => new(text);
}
