namespace DataSharing.Tests.Kit;

/// <summary>
/// Members of facts that no rule reads and that the app acts on; a test of the app finds each reader among the compiled calls.
/// </summary>
public static class ReadByTheApp
{
    /// <summary>By member: the class that reads it, and for what.</summary>
    public static readonly IReadOnlyDictionary<string, string> Members = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["GuardianFacts.AdvocateRegistration"] = "Caseloads: places a guardian advocate has taken",
        ["GuardianFacts.AdvocatePerson"] = "Caseloads: places a guardian advocate has taken",
        ["CapacityOnDecision.At"] = "FactsChecks: a finding is not of the future",
        ["ContentApproval.Tier"] = "SharingInputReader: what goes under a named approval is of its tier",
        ["HandlingMark.Conditions"] = "Payload: conditions travel with every copy",
        ["Registration.DisplayName"] = "MachineReceipt: names the agency",
        ["Registration.Bindings"] = "CallerResolver: who acts for it",
        ["Registration.PublicKeyId"] = "RequestSteps: whether the package is sealed for its own key",
        ["Registration.PublicKeyJwk"] = "PackageSealer: seals for its own key",
        ["Registration.SignedPackages"] = "PackageSealer: whether it is signed inside",
        ["Registration.WebhookTarget"] = "RegistrationView: shown where it was entered before; refused at entry, because no notice is sent",
        ["Registration.GuardianCaseloadLimit"] = "Caseload: how many children a guardian may have",
        ["ContactDesk.Name"] = "RegistrationView: for its readers",
        ["ContactDesk.Channel"] = "RegistrationView: where it was checked",
        ["Person.Roles"] = "CallerResolver: what the person may do",
        ["Person.SupervisedBy"] = "PersonView: for its readers; that a volunteer has a supervisor is checked at entry",
        ["Consent.Jurisdiction"] = "ReceiptProcessing: states the law it was taken under",
        ["Consent.Events"] = "ConsentView: tells its life",
        ["ConsentEvent.To"] = "MachineReceipt: tells its life",
        ["ConsentEvent.At"] = "MachineReceipt: tells its life",
        ["ConsentEvent.Channel"] = "MachineReceipt: tells its life",
        ["InterpreterEvidence.Id"] = "BodyForms: says who interpreted, in a reference that is held to its form",
        ["GuardianConsent.At"] = "ConsentText: says when the guardian agreed",
    };
}
