using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Policy;

/// <summary>What the policy is loaded against is what the facts say, neither less nor more.</summary>
public sealed class SafetyAnswersTests
{
    private static readonly CaseFacts[] Cases =
    [
        .. new[] { false, true }.Select(yes => Some() with { PhoneSafe = yes, EmailSafe = yes, InCustody = yes }),
        .. Enum.GetValues<AgeStatus>().Select(age => Some() with { Age = new AgeFacts { Status = age } }),
        .. Enum.GetValues<ParentalGuardian>().Select(guardian => Some() with { Guardians = new GuardianFacts { Parental = guardian } }),
        .. Enum.GetValues<CooperationChoice>().Select(choice => Some() with { Cooperation = choice }),
        .. Enum.GetValues<CheckState>().Select(check => Some() with { FamilyCheck = check }),
        Some() with { Reflection = new ReflectionFacts { IdentificationPending = true } },
        Some() with { Reflection = new ReflectionFacts { Start = World.Now.AddYears(-3), End = World.Now.AddYears(-2) } },
    ];

    public static TheoryData<SafetyFact> Facts => [.. Enum.GetValues<SafetyFact>()];

    [Theory]
    [MemberData(nameof(Facts))]
    public void Of_OverEverythingThatFactsMaySay_IsExactlyThat(SafetyFact fact) => Assert.Equal(
        SafetyAnswers.Of(fact).Order(StringComparer.Ordinal),
        Cases.Select(one => SafetyFacts.Own(fact, one, World.Now)).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    private static CaseFacts Some() => new() { Id = "case-1", Holder = "reg-holder" };
}
