using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;

namespace DataSharing.Benchmarks.Support;

/// <summary>Facts under which sharing is allowed: an adult, well informed, nothing doubtful. Values say what they stand for and nobody's name.</summary>
internal static class AllowedFacts
{
    public static CaseFacts Case(string id, string holder, DateTimeOffset now) => new()
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

    public static Consent Consent(string id, string caseId, string holder, string recipient, Pathway pathway, string country, DateTimeOffset now) => new()
    {
        Id = id,
        CaseId = caseId,
        Purpose = pathway.Purpose,
        State = ConsentState.Given,
        Basis = ConsentBasis.Adult,
        Controller = holder,
        NoticeVersion = "notice-1",
        Jurisdiction = country,
        GivenAt = now.AddDays(-1),
        ValidFrom = now.AddDays(-1),
        ValidUntil = now.AddDays(100),
        ReviewBy = now.AddDays(90),
        Scopes =
        [
            new ConsentScope
            {
                Id = "scope-1",
                Recipients = [new RecipientChoice(recipient)],
                Pathway = pathway.Id,
                Tier = pathway.Ceiling,
                FullByExplicitChoice = pathway.Ceiling == Tier.Full,
                DisclosureLevel = pathway.Levels.Count > 1 ? pathway.Levels[0].Id : null,
                AtPersonsRequest = true,
            },
        ],
        Evidence = Evidence(now),
    };

    public static FieldValue Value(string path, DateTimeOffset now) => new()
    {
        Path = path,
        State = ValueState.Stated,
        Text = $"what was said about {path}, in a sentence or two as a caseworker would write it",
        RecordedBy = "worker",
        RecordedAt = now,
    };

    private static InformedEvidence Evidence(DateTimeOffset now) => new()
    {
        ExplainedBy = "worker",
        ExplainedAt = now.AddDays(-2),
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
        Interpreter = new InterpreterEvidence("interpreter-1", "vetting-1", now.AddYears(1), "vi-VN"),
    };
}
