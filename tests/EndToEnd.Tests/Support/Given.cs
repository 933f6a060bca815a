using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Consents;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>Whole, valid bodies to start from.</summary>
public static class Given
{
    public static DateTimeOffset Now { get; } = DateTimeOffset.UtcNow;

    public static CaseFactsBody Adult() => new()
    {
        Age = new AgeFacts { Status = AgeStatus.Adult, DecisionReasoned = true },
        SurvivorChannel = ChannelState.Safe,
        PhoneSafe = true,
        EmailSafe = true,
        Cooperation = CooperationChoice.Witness,
        Risk = new RiskFacts { Id = "risk-1", At = Now.AddDays(-1) },
        Return = new ReturnFacts { RiskAssessment = CheckState.Clear, DecisionOnFile = true, BestInterestsDecision = true },
        FamilyCheck = CheckState.Clear,
        ReidentificationCheckedFor = ["police-intelligence", "cross-border-police-request"],
    };

    public static CaseFactsBody Child() => Adult() with
    {
        Age = new AgeFacts { Status = AgeStatus.Child, MajorityAt = Now.AddYears(3) },
        Guardians = Guardians(Agencies.GuardianAdvocates),
    };

    public static GuardianFacts Guardians(Agency advocates) => new()
    {
        Parental = ParentalGuardian.Appointed,
        ParentalId = "guardian-1",
        Advocate = GuardianAdvocate.Met,
        AdvocateRegistration = advocates.Id,
        AdvocatePerson = advocates.Worker.Person,
    };

    public static ConsentInput Consent(string pathway, Agency recipient, bool child) => new()
    {
        Purpose = Country.Policy.Pathways[pathway].Purpose,
        Basis = child ? ConsentBasis.Child : ConsentBasis.Adult,
        NoticeVersion = "notice-1",
        Jurisdiction = Country.Home,
        Scopes = [new ConsentScope { Id = "scope-1", Pathway = pathway, Recipients = [new RecipientChoice(recipient.Id)], AtPersonsRequest = true }],
        Evidence = Evidence(child),
        GivenAt = Now.AddDays(-10),
    };

    public static InformedEvidence Evidence(bool child) => new()
    {
        ExplainedBy = "staff-1",
        ExplainedAt = Now.AddDays(-11),
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
        Interpreter = new InterpreterEvidence("interpreter-1", "vetting-1", Now.AddYears(1), "vi-VN", ChildSpecialised: child),
        Guardian = child ? new GuardianConsent("guardian-1", GuardianCapacity.ParentalGuardian, Now.AddDays(-10)) : null,
        Child = child ? ChildAnswer.Agrees : ChildAnswer.NotRecorded,
        ChildInformed = child,
    };
}
