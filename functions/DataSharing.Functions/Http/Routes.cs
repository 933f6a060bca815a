namespace DataSharing.Functions.Http;

/// <summary>Every address of the API, once.</summary>
public static class Routes
{
    public const string Root = "api/v1";

    /// <summary>Pages about problem types: of every version of the API.</summary>
    public const string Problems = "api/problems";
    public const string Problem = Problems + "/{slug}";

    public const string Policy = Root + "/policy";
    public const string PackageKeys = Root + "/keys";

    public const string Registrations = Root + "/registrations";
    public const string Registration = Registrations + "/{registrationId}";
    public const string RegistrationSuspension = Registration + "/suspension";
    public const string Persons = Registration + "/persons";
    public const string Person = Persons + "/{personId}";
    public const string Agreements = Root + "/agreements";
    public const string Agreement = Agreements + "/{agreementId}";
    public const string AgreementEnding = Agreement + "/ending";
    public const string RegistryChanges = Root + "/registry-changes";
    public const string RegistryChange = RegistryChanges + "/{changeId}";
    public const string RegistryChangeApproval = RegistryChange + "/approval";
    public const string RegistryChangeRejection = RegistryChange + "/rejection";

    public const string Cases = Root + "/cases";
    public const string Case = Cases + "/{caseId}";
    public const string CaseFacts = Case + "/facts";
    public const string CaseClosing = Case + "/closing";
    public const string CaseConfirmation = Case + "/confirmation";
    public const string CaseEmergencyOpening = Case + "/emergency-opening";
    public const string CaseClockCorrection = Case + "/clock-correction";
    public const string CaseRecord = Case + "/record";
    public const string CaseParticipants = Case + "/participants";
    public const string CaseHandOverCodes = Case + "/hand-over-codes";
    public const string ContentPreview = Case + "/content-preview";
    public const string ContentApprovals = Case + "/content-approvals";
    public const string ContentApproval = ContentApprovals + "/{approvalId}";
    public const string ContentApprovalWithdrawal = ContentApproval + "/withdrawal";
    public const string CaseWithdrawal = Case + "/withdrawal";
    public const string WithdrawalLinks = Case + "/withdrawal-links";
    public const string WithdrawalLink = WithdrawalLinks + "/{linkId}";
    public const string WithdrawalLinkRotation = WithdrawalLink + "/rotation";
    public const string WithdrawalLinkReopening = WithdrawalLink + "/reopening";

    /// <summary>Of a case that another agency holds.</summary>
    public const string Withdrawals = Root + "/withdrawals";

    public const string Consents = Case + "/consents";
    public const string Consent = Consents + "/{consentId}";
    public const string ConsentReconfirmation = Consent + "/reconfirmation";
    public const string ConsentReceipt = Consent + "/receipt";
    public const string ConsentWithdrawal = Consent + "/withdrawal";
    public const string ConsentRevocation = Consent + "/revocation";

    public const string Decisions = Root + "/decisions";
    public const string SharingRequests = Root + "/sharing-requests";
    public const string SharingRequest = SharingRequests + "/{requestId}";
    public const string SharingRequestAcceptance = SharingRequest + "/acceptance";
    public const string SharingRequestCancellation = SharingRequest + "/cancellation";
    public const string SharingRequestReview = SharingRequest + "/review";
    public const string SharingRequestCollection = SharingRequest + "/collection";
    public const string SharingRequestAttestation = SharingRequest + "/deletion-attestation";
    public const string SharingRequestReconsideration = SharingRequest + "/reconsideration";
    public const string Reviews = Root + "/reviews";

    public const string AccessLog = Root + "/access-log";
    public const string AccessLogEntry = AccessLog + "/{entryId}";
    public const string AccessLogVerification = AccessLog + "/verification";
}
