namespace DataSharing.Functions.Registry;

/// <summary>Ids of changes that no Idempotency-Key names: 128 random bits.</summary>
internal static class ChangeIds
{
    public static string New() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
