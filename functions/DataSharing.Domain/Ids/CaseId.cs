using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>TODO</summary>
[JsonConverter(typeof(TypedIdConverter<CaseId>))]
public sealed record CaseId(string Value) : TypedId<CaseId>(Value), ITypedId<CaseId>
{
    /// <summary>For tests.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator CaseId?(string? text) => text is null ? null : new(text);

    static CaseId ITypedId<CaseId>.Of(string text) => new(text);
}
