namespace DataSharing.Functions.Http;

/// <summary>App roles carried by tokens.</summary>
public static class Roles
{
    public const string SharingSubmit = LogRole.SharingSubmit;
    public const string SharingReceive = LogRole.SharingReceive;
    public const string ConsentRecord = LogRole.ConsentRecord;
    public const string SharingReview = LogRole.SharingReview;
    public const string LogReview = LogRole.LogReview;
    public const string RegistryManage = LogRole.RegistryManage;

    public static IReadOnlyList<string> All { get; } = [
        SharingSubmit,
        SharingReceive,
        ConsentRecord,
        SharingReview,
        LogReview,
        RegistryManage,
    ];
}
