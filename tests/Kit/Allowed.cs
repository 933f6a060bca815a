using DataSharing.Domain.Agreements;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Registry;

namespace DataSharing.Tests.Kit;

/// <summary>Facts under which sharing is allowed: an adult, well informed, nothing doubtful.</summary>
public static class Allowed
{
    public static CaseFacts Adult(string id, string holder, DateTimeOffset now) => new()
    {
        Id = id,
        Holder = holder,
        Age = new AgeFacts { Status = AgeStatus.Adult, DecisionReasoned = true },
        SurvivorChannel = ChannelState.Safe,
        PhoneSafe = true,
        EmailSafe = true,
        Cooperation = CooperationChoice.Witness,
        Risk = new RiskFacts { Id = "risk-1", At = now.AddDays(-1) },
        Return = new ReturnFacts { RiskAssessment = CheckState.Clear, DecisionOnFile = true, BestInterestsDecision = true },
        FamilyCheck = CheckState.Clear,
        ReidentificationCheckedFor = ["police-intelligence", "cross-border-police-request"],
    };

    /// <summary>A whole consent without scopes.</summary>
    public static Consent Consent(
        string id, string caseId, string holder, string purpose, string country, DateTimeOffset given, DateTimeOffset until) => new()
        {
            Id = id,
            CaseId = caseId,
            Purpose = purpose,
            State = ConsentState.Given,
            Basis = ConsentBasis.Adult,
            Controller = holder,
            NoticeVersion = "notice-1",
            Jurisdiction = country,
            GivenAt = given,
            ValidFrom = given,
            ValidUntil = until,
            ReviewBy = until.AddDays(-10),
            Evidence = Evidence(given),
        };

    public static InformedEvidence Evidence(DateTimeOffset given) => new()
    {
        ExplainedBy = "staff-1",
        ExplainedAt = given.AddDays(-1),
        Language = "vi",
        LanguageUnderstood = true,
        ConsequencesExplained = true,
        AlternativesExplained = true,
        ConfidentialityExplained = true,
        ToldCaseMayContinue = true,
        ToldJusticeRights = true,
        TimeToReflect = true,
        FirstExplainedInSession = "session-1",
        GivenInSession = "session-2",
        Form = ConsentForm.Written,
        FormReference = "doc-1",
        Signed = true,
        Capacity = CapacityFinding.HasCapacity,
        ReadBackInOwnWords = true,
        Interpreter = new InterpreterEvidence("interpreter-1", "vetting-1", given.AddYears(1), "vi-VN"),
    };

    /// <summary>An agency that stands, with one desk.</summary>
    public static Registration Agency(string id, string actor, string country, DateTimeOffset now) => new()
    {
        Id = id,
        AgencyId = "body-of-" + id,
        ActorCode = actor,
        DisplayName = id,
        Country = country,
        IdentityVerified = true,
        VerifiedUntil = now.AddYears(1),
        AccreditedUntil = now.AddYears(1),
        ConfidentialityPolicyVersion = "policy-1",
        ConfidentialityPolicyReviewBy = now.AddYears(1),
        Desks = [new("desk-1", "intake", "desk@example.org", now.AddYears(1))],
    };

    /// <summary>An agreement in force for one pathway in one direction.</summary>
    public static Agreement Agreement(string sender, string recipient, string pathway, string purpose, DateTimeOffset now) => new()
    {
        Id = "agreement-1",
        PartyA = sender,
        PartyB = recipient,
        Lines = [new(pathway, sender, [])],
        Purposes = [purpose],
        Roles = "holder and recipient",
        Means = "this system",
        DataProtectionClause = "clause 1",
        ConsentProcedure = "written, by trained staff",
        ForeignSafeguards = "clause 2",
        ValidFrom = now.AddYears(-1),
        ValidUntil = now.AddYears(1),
        ReviewBy = now.AddMonths(6),
        SignedByA = now.AddYears(-1),
        SignedByB = now.AddYears(-1),
        Status = AgreementStatus.Active,
    };
}
