namespace DataSharing.Tests;

/// <summary>Members of facts that no rule reads and that the app acts on; a test of the app finds each reader among the compiled calls.</summary>
internal static class ReadByTheApp
{
    /// <summary>By member: the class that reads it, and for what.</summary>
    public static readonly IReadOnlyDictionary<string, string> Members = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["GuardianFacts.AdvocateRegistration"] = "Caseloads: places a guardian advocate has taken",
        ["GuardianFacts.AdvocatePerson"] = "Caseloads: places a guardian advocate has taken",
        ["CapacityOnDecision.At"] = "FactsChecks: a finding is not of the future",
        ["ApprovedText.ApprovedAt"] = "FactsChecks: an approval is not of the future",
        ["HandlingMark.Conditions"] = "Payload: conditions travel with every copy",
        ["Registration.DisplayName"] = "Receipts: names the agency",
        ["Registration.Bindings"] = "CallerResolver: who acts for it",
        ["Registration.PublicKeyId"] = "DecideStep: whether the package is sealed for its own key",
        ["Registration.PublicKeyJwk"] = "PackageSealer: seals for its own key",
        ["Registration.WebhookTarget"] = "RegistryViews: shown where it was entered before; refused at entry, because no notice is sent",
        ["Registration.GuardianCaseloadLimit"] = "Caseload.Limit",
        ["ContactDesk.Name"] = "RegistryViews: for its readers",
        ["ContactDesk.Channel"] = "RegistryViews: where it was checked",
        ["Person.Roles"] = "CallerResolver: what the person may do",
        ["Person.SupervisedBy"] = "RegistrationChecks: a volunteer has a supervisor",
        ["Consent.Jurisdiction"] = "Receipts: states the law it was taken under",
        ["Consent.Events"] = "ConsentView: tells its life",
        ["ConsentEvent.To"] = "ConsentView: tells its life",
        ["ConsentEvent.At"] = "ConsentView: tells its life",
        ["ConsentEvent.By"] = "ConsentView: tells its life",
        ["ConsentEvent.Channel"] = "ConsentView: tells its life",
        ["InterpreterEvidence.Id"] = "Receipts: says who interpreted",
        ["GuardianConsent.At"] = "Receipts: says when the guardian agreed",
    };
}
