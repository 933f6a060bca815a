using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Consents;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>Whole, valid bodies to start from.</summary>
public static class Given
{
    public static DateTimeOffset Now { get; } = DateTimeOffset.UtcNow;

    public static CaseFactsBody Adult() => CaseFactsBody.From(Allowed.Adult("", "", Now));

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
        Scopes = [new ConsentScope
        {
            Id = "scope-1",
            Pathway = pathway,
            Recipients = [new RecipientChoice(recipient.Id)],
            AtPersonsRequest = true,
            DiscussedAt = Now.AddDays(-11),
        }],
        Evidence = Evidence(child),
        GivenAt = Now.AddDays(-10),
    };

    public static InformedEvidence Evidence(bool child)
    {
        InformedEvidence adult =
            Allowed.Evidence(Now.AddDays(-10)) with { ExplainedBy = $"{Agencies.Advocate.Id}/{Agencies.Advocate.Worker.Person}" };
        return !child ? adult : adult with
        {
            Interpreter = adult.Interpreter! with { ChildSpecialised = true },
            Guardian = new GuardianConsent("guardian-1", GuardianCapacity.ParentalGuardian, Now.AddDays(-10)),
            Child = ChildAnswer.Agrees,
            ChildInformed = true,
        };
    }
}
