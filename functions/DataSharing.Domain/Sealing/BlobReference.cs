namespace DataSharing.Domain.Sealing;

/// <summary>A blob and what its bytes must hash to.</summary>
public sealed record BlobReference(string Name, byte[] Sha256, long Length);
