namespace DataSharing.Functions.Http;

/// <summary>App roles carried by tokens.</summary>
public static class Roles
{
    public const string SharingSubmit = "Sharing.Submit";
    public const string SharingReceive = "Sharing.Receive";
    public const string ConsentRecord = "Consent.Record";
    public const string SharingReview = "Sharing.Review";
    public const string LogReview = "Log.Review";
    public const string RegistryManage = "Registry.Manage";

    public static IReadOnlyList<string> All { get; } = [
        SharingSubmit,
        SharingReceive,
        ConsentRecord,
        SharingReview,
        LogReview,
        RegistryManage,
    ];
}
