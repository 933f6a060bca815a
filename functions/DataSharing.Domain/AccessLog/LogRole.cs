namespace DataSharing.Domain.AccessLog;

/// <summary>
/// In what an actor of an entry acts: an app role of an agency's person, or what is no person of an agency. The closed list; codes as
/// the log writes them.
/// </summary>
public static class LogRole
{
    /// <summary>Asks for a sharing, offers one, or takes it back.</summary>
    public const string SharingSubmit = "Sharing.Submit";
    /// <summary>Collects, takes a referral on, confirms what became of copies.</summary>
    public const string SharingReceive = "Sharing.Receive";
    /// <summary>Works with the case: its record, facts, consents and stops.</summary>
    public const string ConsentRecord = "Consent.Record";
    /// <summary>Speaks as the second person of the holder.</summary>
    public const string SharingReview = "Sharing.Review";
    /// <summary>Reads the log as an agency's officer.</summary>
    public const string LogReview = "Log.Review";
    /// <summary>Changes the registry, or proposes to.</summary>
    public const string RegistryManage = "Registry.Manage";
    /// <summary>The second person of a change of the registry, in whichever app role it is.</summary>
    public const string Approver = "approver";
    /// <summary>Somebody who signed in without the role that it takes.</summary>
    public const string None = "none";
    /// <summary>The person that the case is about; has no id.</summary>
    public const string Survivor = "survivor";
    /// <summary>The service itself.</summary>
    public const string System = "system";
    /// <summary>In a view alone, never recorded: the reader does not see who acted.</summary>
    public const string Withheld = "withheld";
}
