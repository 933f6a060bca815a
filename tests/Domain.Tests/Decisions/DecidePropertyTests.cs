using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using FsCheck;
using FsCheck.Fluent;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>
/// Random worlds: a pathway between two of its actors, and any number of changes to a request that would pass. Shrinks to the
/// fewest changes.
/// </summary>
[Trait("Speed", "Slow")]
public sealed partial class DecidePropertyTests
{
    private static readonly Pathway[] Pathways = [.. World.Policy.Pathways.Values.Where(p =>
        p.Consent.Required).OrderBy(p => p.Id, StringComparer.Ordinal)];
    private static readonly string[] Paths = [.. World.Policy.Fields.Keys.Order(StringComparer.Ordinal)];

    private static readonly string[] CourtRows = [.. World.Policy.Fields.Values.Where(f => f.Never.Contains(NeverFlag.CourtRoute))
        .Select(f => f.Path).Order(StringComparer.Ordinal)];

    private static void Holds(Func<World, bool> property, int tests = 500) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(Worlds.ToArbitrary(), w => property(Make(w.Item1, w.Item2))));

    private static HashSet<string> Released(Decision decision) =>
        [.. decision.Fields.Where(f => decision.ReleasesField(f.Path)).Select(f => f.Path)];

    [Fact]
    public void Decide_OnRandomWorlds_AgreesWithTheReference()
    {
        int releases = 0;
        Holds(
            w =>
            {
                HashSet<string> expected = Reference.Released(World.Policy, w.Request, w.Facts(), World.Now);
                if (expected.Count > 0)
                    releases++;
                return expected.SetEquals(Released(w.Decide()));
            },
            tests: 3000);
        Assert.True(releases > 300, "too few of the random worlds release anything to prove much");
    }

    [Fact]
    public void Decide_WhenAListedViewerHasNoTierOfItsOwn_GivesItNothingButTheRecording()
    {
        World world = World.For("health-emergency", "ADV", "EMERG").WithCase(c => c with
        {
            Participants = [new(
            "reg-recipient", null, "desk-1", ListedViewer: true)]
        });

        Assert.Empty(Released(world.Decide()));
    }

    [Fact]
    public void Decide_OnRandomWorlds_NeverReleasesWhatNeverLeaves() => Holds(w =>
        w.Decide() is var decision && Released(decision).All(path => World.Policy.Fields[path] is var f
            && !f.Never.Contains(NeverFlag.NeverLeaves)
            && f.Full is not (FullAudience.FileOnly or FullAudience.SuppressesEntry)
            && !(f.Never.Contains(NeverFlag.Employers) && World.Policy.Actors[w.Recipient!.ActorCode].Is(ActorKind.Employer))
            && !World.Policy.Actors[w.Recipient!.ActorCode].Is(ActorKind.ImmigrationEnforcement)));

    [Fact]
    public void Decide_OnRandomWorlds_GivesEachFieldOneVerdictWithOneReason() => Holds(w =>
    {
        Decision decision = w.Decide();
        return decision.Fields.Select(f => f.Path).Distinct().Count() == decision.Fields.Count
            && decision.Fields.All(f => f.Released == (f.Reason is null))
            && decision.Fields.All(f => f.Reason is null or Reason.Fault || ReasonKinds.All.Contains(f.Reason))
            && decision.Releases == Released(decision).Count > 0
            && decision.Reason?.Kind != Reason.Fault;
    });

    [Fact]
    public void Decide_WhenConsentAgreementOrScopeShrinks_NeverReleasesMore() => Holds(w =>
    {
        HashSet<string> before = Released(w.Decide());
        World[] less = [
            w.WithoutConsent(),
            w with { Agreements = [] },
            w.WithScope(s => s with { Excluded = [.. s.Excluded, "language"] }),
            w.WithScope(s => s with { Tier = Tier.Portion < s.Tier ? Tier.Portion : s.Tier }),
        ];
        return less.All(l => Released(l.Decide()).IsSubsetOf(before));
    });

    [Fact]
    public void Decide_WhenAContradictionAnUnknownAnswerOrAFlagIsAdded_NeverReleasesMore() => Holds(w =>
    {
        // Where the cautious answer ends a contradiction, that answer may be told; nothing else comes with it.
        HashSet<string> before = Released(w.Decide());
        foreach (Contradiction ended in SafetyFacts.Of(World.Policy, w.Case!, w.Record, World.Now).Contradictions)
            before.UnionWith(World.Policy.Safety[ended.Fact].Record);
        World[] less =
        [
            w.Saying("contact.phone.safeToUse", "no"), w.Saying("contact.email.safeToUse", "no"), w.Saying("contact.lettersSafe", "no"),
            w.Saying("guardian.conflict", "conflict"), w.Saying("justice.cooperationChoice", "neither"),
            // Where an answer said yes, it is unknown now.
            w.WithRecord(
                r => r with { Answers = new SortedDictionary<string, string>(
                    r.Answers.Where(a => a.Value != "yes").ToDictionary(), StringComparer.Ordinal) }),
            w.WithRecord(
                r => r with { NotCoded = [.. World.Policy.Fields.Values.Where(f => f.Answers.Count > 0).Select(f => f.Path)
                    .Order(StringComparer.Ordinal)] }),
            w with { Case = w.Case! with { Suppressed = [
                .. w.Case.Suppressed,
                new("identity.givenName", false),
                new("justice.record", false, "i2"),
            ] } },
        ];
        return less.All(l => Released(l.Decide()).IsSubsetOf(before));
    });

    // A person who turns out to be a child may be told of to child protection, so the consent-based flows alone are held against
    // each other.
    [Fact]
    public void Decide_WhenTheRecordDoubtsAnAdultsAge_ReleasesNothingOnTheAdultsConsent() => Holds(w =>
        w.Case!.Age.Status != AgeStatus.Adult || w.Consent.Basis != ConsentBasis.Adult
            || Released(w.Saying("age.disputed", "inDoubt").Decide()).Count == 0);

    [Fact]
    public void Decide_WhenAnItemCarriesAFlagThatApplies_LeavesItOut() => Holds(w =>
    {
        NeverFlag[] flags = Enum.GetValues<NeverFlag>();
        World marked = w.WithRecord(
            r => r with { Items = [.. Paths.SelectMany(path => flags.Select((flag, i) => new RecordItemFacts(path, "f" + i, [flag])))] });
        return marked.Decide() is var decision && decision.Fields.Where(f => f.Released).All(f => World.Policy.Fields[f.Path] is var field
            && (f.Without ?? []).Contains("f" + Array.IndexOf(flags, NeverFlag.NeverLeaves))
            && (!World.Policy.Actors[w.Recipient!.ActorCode].Is(ActorKind.Employer)
                || (f.Without ?? []).Contains("f" + Array.IndexOf(flags, NeverFlag.Employers)))
            // What an item's writer says is another's goes only under that other's whole mark; else, what the field's own flags let pass,
            // the same flag on an item lets pass.
            && (w.Case!.Handling.Any(mark => mark.Path == f.Path)
                || (f.Without ?? []).Contains("f" + Array.IndexOf(flags, NeverFlag.Originator)))
            && flags.Where(flag => flag != NeverFlag.Originator
                && field.Never.Contains(flag)).All(flag => !(f.Without ?? []).Contains("f" + Array.IndexOf(flags, flag))));
    });

    [Fact]
    public void Decide_WhenABarConflictOrRiskIsAdded_NeverReleasesMore() => Holds(w =>
    {
        HashSet<string> before = Released(w.Decide());
        CaseFacts subject = w.Case!;
        string[] names = [
            "reg-recipient",
            "body-of-reg-recipient",
            w.Recipient!.ActorCode,
            "reg-recipient/asker",
            "state:" + w.Recipient.Country,
            "state:XA",
            "register:hrb-9",
            "register:none",
        ];
        return names.All(name =>
                Released((w with { Case = subject with { BarredBodies = [.. subject.BarredBodies, name] } }).Decide()).IsSubsetOf(before)
                && Released((w with { Case = subject with { Conflicts = [.. subject.Conflicts, name] } }).Decide()).IsSubsetOf(before))
            // Taking an assessment away adds nothing only where it was not itself what stood in the way.
            && (before.Count == 0 || Released((w with { Case = subject with { Risk = null } }).Decide()).IsSubsetOf(before))
            && Released(
                (w with
                {
                    Case = subject with
                    {
                        Risk = subject.Risk is { } risk
                    ? risk with { UnderRevision = true }
                    : null
                    }
                }).Decide()).IsSubsetOf(before);
    }, tests: 200);

    [Fact]
    public void Decide_WhenTheRecordAnswersLess_NeverReleasesMore() => Holds(w =>
    {
        HashSet<string> before = Released(w.Decide());
        HashSet<string> none = Released(w.WithRecord(r => r with { Usable = [] }).Decide());
        World half = w.WithRecord(r => r with { Usable = [.. r.Usable.Where((_, i) => i % 2 == 0)] });
        return none.IsSubsetOf(before) && Released(half.Decide()).IsSubsetOf(before) && (none.Count == 0 || w.Request.Fields.Count > 0);
    });

    [Theory]
    [InlineData("reg-recipient")]
    [InlineData("body-of-reg-recipient")]
    [InlineData("own code")]
    [InlineData("state:XN")]
    [InlineData("register:hrb-9")]
    public void Decide_WhenABarIsAddedToAnOverride_NeverReleasesMore(string name)
    {
        foreach (OverrideSet set in World.Policy.Overrides.Values)
            foreach (Pathway? pathway in World.Policy.Pathways.Values.Where(p => p.Overrides.Contains(set.Id)))
                foreach (string code in set.Recipients)
                    foreach (bool child in new[] { false, true })
                    {
                        World world = World.For(pathway.Id, pathway.Senders.Order(StringComparer.Ordinal).First(), code).WithoutConsent()
                            .Overriding(set.Ground, c => c with { OrderReference = "order-1" })
                            .WithCase(
                                c => c with
                                {
                                    InCustody = true,
                                    CourtOrders = [new("order-1", "reg-recipient", ["identity.givenName"], World.Now.AddDays(1), true)],
                                });
                        world = (child
                            ? world.AsChild()
                            : world) with
                        { Recipient = world.Recipient! with { RegisterNumber = "hrb-9", ChildSpecialist = child } };
                        World barred = world.WithCase(c => c with { BarredBodies = [name == "own code" ? code : name] });
                        Assert.True(Released(barred.Decide()).IsSubsetOf(Released(world.Decide())), set.Id + " to " + code);
                    }
    }

    [Fact]
    public void Decide_AfterStopEverything_ReleasesNothing() => Holds(w =>
        Released((w with { Case = w.Case! with { Stops = [new("stop-all", null, null, World.Now)] } }).Decide()).Count == 0);

    [Fact]
    public void Decide_OnRandomWorlds_IsDeterministic() => Holds(w => w.Decide().Digest() == w.Decide().Digest());

    [Fact]
    public void Decide_ForImmigrationEnforcement_ReleasesNothing() => Holds(w =>
        Released((w with { Recipient = w.Recipient! with { ActorCode = "IMM-E" } }).Decide()).Count == 0);
}
