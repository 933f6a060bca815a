namespace DataSharing.Functions.Storage;

/// <summary>Whose blob a name is: of a request's package, or of a case's record. Exactly one of the two is not null.</summary>
/// <param name="Try">What tells this blob from others of the same owner; hexadecimal digits.</param>
public sealed record BlobOwner(RequestId? RequestId, CaseId? CaseId, string Try);

/// <summary>
/// Names of blobs. Each try gets a name of its own, so that one that lost its race does not stand in the way of the next;
/// the owner stands in the name, so that a blob can be asked whether anybody still needs it.
/// </summary>
public static class BlobNames
{
    private const string PackagePrefix = "packages/";
    private const string RecordPrefix = "record-";

    public static string NewPackage(RequestId requestId) => $"{PackagePrefix}{requestId}/{NewTry()}";

    public static string NewRecord(CaseId caseId, long version) =>
        string.Create(CultureInfo.InvariantCulture, $"{RecordPrefix}{caseId}-{version}-{NewTry()}");

    /// <summary>Null for a name that is neither: nobody here may judge it.</summary>
    public static BlobOwner? OwnerOf(string name)
    {
        if (name.StartsWith(PackagePrefix, StringComparison.Ordinal))
            return name.Split('/') is [_, { Length: > 0 } request, { Length: > 0 } attempt]
                ? new BlobOwner(new RequestId(request), null, attempt)
                : null;
        if (!name.StartsWith(RecordPrefix, StringComparison.Ordinal))
            return null;
        // A case id may hold hyphens, the two parts after it do not.
        string[] parts = name[RecordPrefix.Length..].Split('-');
        return parts.Length >= 3 && long.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? new BlobOwner(null, new CaseId(string.Join('-', parts[..^2])), parts[^1])
            : null;
    }

    private static string NewTry() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
