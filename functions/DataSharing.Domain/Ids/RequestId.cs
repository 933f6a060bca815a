using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>TODO</summary>
[JsonConverter(typeof(TypedIdConverter<RequestId>))]
public sealed record RequestId(string Value) : TypedId<RequestId>(Value), ITypedId<RequestId>
{
    /// <summary>For tests.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator RequestId?(string? text) => text is null ? null : new(text);

    static RequestId ITypedId<RequestId>.Of(string text) => new(text);
}
