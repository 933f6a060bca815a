using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// What a collected package holds, for the API description only: its text is written by <see cref="PackageWriter"/>, sealed,
/// and passed on as bytes, never through this type.
/// </summary>
public sealed record PackageView(
    string Request,
    string Holder,
    string Recipient,
    DateTimeOffset ExpiresAt,
    string OnwardSharing,
    bool WithoutConsent,
    string Handle,
    string Pathway,
    string Purpose,
    Tier Tier,
    IReadOnlyList<PackageFieldView> Fields);

/// <summary>One field of a package, after treatment.</summary>
public sealed record PackageFieldView(
    string Path,
    ValueState? State = null,
    string? Value = null,
    IReadOnlyList<string>? Codes = null,
    IReadOnlyDictionary<string, string>? Parts = null,
    IReadOnlyList<string>? Items = null,
    string? Notes = null,
    PackageSourceView? Source = null,
    PackageHandlingView? Handling = null);

/// <summary>The document behind a field.</summary>
public sealed record PackageSourceView(string Title, bool Copy, DateOnly? Date = null);

/// <summary>Grades and conditions that travel with every copy .</summary>
public sealed record PackageHandlingView(string? Source, string? Content, string? Code, string? Conditions);
