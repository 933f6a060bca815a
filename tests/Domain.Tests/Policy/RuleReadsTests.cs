using System.Reflection;
using System.Text.RegularExpressions;
using DataSharing.Domain.Agreements;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Tests.Kit;

namespace DataSharing.Domain.Tests.Policy;

/// <summary>Nothing stands in policy or facts as if it were enforced: each condition, setting and fact has a rule that reads it.</summary>
public sealed class RuleReadsTests
{
    private static readonly HashSet<(Module, int)> ReadByDomain = [.. Calls.MethodsOf(typeof(CaseFacts).Assembly).Where(IsWritten)
        .SelectMany(Calls.From).Select(Calls.Key)];

    public static TheoryData<PathwayCondition> Conditions => [.. Enum.GetValues<PathwayCondition>()];

    public static TheoryData<string> Settings =>
        [.. typeof(NationalProfile).GetProperties().Select(p => p.Name).Except(["EqualityContract", "Name", "Sources"])];

    public static TheoryData<Type> Facts =>
    [
        typeof(CaseFacts), typeof(AgeFacts), typeof(GuardianFacts), typeof(CapacityFacts), typeof(CapacityOnDecision),
        typeof(ReflectionFacts), typeof(RiskFacts),
        typeof(ReturnFacts), typeof(Participant), typeof(SuppressedPath), typeof(CourtOrder), typeof(HandlingMark), typeof(ItemAgreement),
        typeof(ContentApproval),
        typeof(PurposeBound), typeof(Registration), typeof(ContactDesk), typeof(Person), typeof(Agreement), typeof(AgreementLine),
        typeof(ConsentScope), typeof(RecipientChoice), typeof(InformedEvidence), typeof(InterpreterEvidence), typeof(OverrideClaim),
    ];

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Conditions_WhenAPathwayMayDemandThem_AreReadByARule(PathwayCondition condition)
    {
        Assert.Contains(condition, RuleReads.Conditions.AsEnumerable());
        Assert.Contains(
            Sources.Of("Decisions/Rules", "Decisions", "Consents"),
            text => text.Contains("PathwayCondition." + condition, StringComparison.Ordinal));
        Assert.Contains(PolicyFiles.Product.Value.Pathways.Values, p => p.Conditions.Contains(condition));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Settings_WhenACountrySetsThem_AreReadBySomething(string setting)
    {
        var reads = new Regex($@"[Pp]rofile\??\.{setting}\b");
        Assert.Contains(Sources.Of("Decisions", "Consents", "Redaction", "Registry").Concat(Sources.OfApp()), text => reads.IsMatch(text));
    }

    [Theory]
    [MemberData(nameof(Facts))]
    public void Facts_WhenTheyAreStored_AreReadByARule(Type type)
    {
        IEnumerable<string> unread = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(
                p => p.GetMethod is { } getter && !ReadByDomain.Contains(Calls.Key(getter))
                    && !ReadByTheApp.Members.ContainsKey(type.Name + "." + p.Name))
            .Select(p => p.Name);

        Assert.Empty(unread);
    }

    [Fact]
    public void ReadByTheApp_WhenListed_IsNotReadByARuleAndExists() => Assert.All(ReadByTheApp.Members.Keys, name =>
        Assert.Contains(
            typeof(CaseFacts).Assembly.GetTypes(),
            t => name.StartsWith(t.Name + ".", StringComparison.Ordinal) && t.GetProperty(name[(t.Name.Length + 1)..]) is not null));

    [Fact]
    public void OverrideSets_WhenTheyHaveAMember_AreReadByARule() => Assert.Empty(
        typeof(OverrideSet).GetProperties()
            .Where(p => p.Name is not ("EqualityContract" or "Note" or "Sources") && !ReadByDomain.Contains(Calls.Key(p.GetMethod!)))
            .Select(p => p.Name));

    // What the compiler writes for every record reads every member; that is no rule.
    private static bool IsWritten(MethodBase method) =>
        method.Name is not ("PrintMembers" or "Equals" or "GetHashCode" or "Deconstruct" or "ToString" or "<Clone>$")
        && !(method is ConstructorInfo { } made && made.GetParameters() is [{ } only] && only.ParameterType == made.DeclaringType);
}
