using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using FsCheck;
using FsCheck.Fluent;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>Random worlds: a pathway between two of its actors, and any number of changes to a request that would pass. Shrinks to the fewest changes.</summary>
public sealed class DecidePropertyTests
{
    private static readonly Pathway[] Pathways = [.. World.Policy.Pathways.Values.Where(p => p.Consent.Required).OrderBy(p => p.Id, StringComparer.Ordinal)];
    private static readonly string[] Paths = [.. World.Policy.Fields.Keys.Order(StringComparer.Ordinal)];

    private static readonly string[] CourtRows = [.. World.Policy.Fields.Values.Where(f => f.Never.Contains(NeverFlag.CourtRoute)).Select(f => f.Path).Order(StringComparer.Ordinal)];

    private static readonly Func<World, World>[] Changes =
    [
        w => w.Asked(),
        w => w.Asked(participant: false),
        w => w.AsChild(),
        w => w.WithoutConsent(),
        w => w with { Agreements = [] },
        w => w with { Agreements = [Some.Agreement("reg-holder", "reg-recipient", w.Request.Pathway) with { ReviewBy = World.Now }] },
        w => w with { Agreements = [Some.Agreement("reg-holder", "reg-recipient", w.Request.Pathway) with { Lines = [new(w.Request.Pathway, "reg-holder", ["identity", "health", "exploitation"])] }] },
        w => w with { Recipient = w.Recipient! with { Status = RegistrationStatus.Suspended } },
        w => w with { Recipient = w.Recipient! with { VerifiedUntil = World.Now } },
        w => w with { Recipient = w.Recipient! with { Country = "XA", BodyOfState = "XA" } },
        w => w with { Recipient = w.Recipient! with { ChildSpecialist = !w.Recipient.ChildSpecialist } },
        w => w with { Recipient = w.Recipient! with { DesignatedContactOnly = true } },
        w => w with { Recipient = w.Recipient! with { Desks = [new("desk-1", "intake", "x", null)] } },
        w => w with { Person = w.Person is { } p ? p with { Volunteer = true } : null },
        w => w with { Case = w.Case! with { Participants = [new("reg-recipient", w.Request.RecipientPerson, "desk-1", Lead: true, PlacementCircle: true, AssignedChildSpecialist: true, ListedViewer: true, Interlocutor: true)] } },
        w => w with { Case = w.Case! with { Age = w.Case.Age with { Status = AgeStatus.Disputed } } },
        w => w with { Case = w.Case! with { Guardians = w.Case.Guardians with { Parental = ParentalGuardian.Unclear } } },
        w => w with { Case = w.Case! with { Guardians = w.Case.Guardians with { Advocate = GuardianAdvocate.Appointed } } },
        w => w with { Case = w.Case! with { Capacity = new CapacityFacts { ConcernOpen = true } } },
        w => w with { Case = w.Case! with { Capacity = new CapacityFacts { IntellectualDisabilityIndicated = true } } },
        w => w with { Case = w.Case! with { Conflicts = ["reg-recipient"] } },
        w => w with { Case = w.Case! with { BarredBodies = ["body-of-reg-recipient"] } },
        w => w with { Case = w.Case! with { BarredBodies = [w.Recipient!.ActorCode, "state:ZZ"] } },
        w => w with { Case = w.Case! with { BarredBodies = ["state:XA", "register:hrb-9"] } },
        w => w with { Case = w.Case! with { BarredBodies = ["reg-recipient/asker"], Conflicts = ["reg-other/asker"] } },
        w => w with { Recipient = w.Recipient! with { RegisterNumber = "hrb-9" } },
        w => w with { Case = w.Case! with { Risk = w.Case.Risk is { } risk ? risk with { At = World.Now.AddDays(-400) } : null } },
        w => w with { Case = w.Case! with { Risk = w.Case.Risk is { } risk ? risk with { UnderRevision = true } : null } },
        w => w with { Case = w.Case! with { SurvivorChannel = ChannelState.Unsafe } },
        w => w with { Record = null },
        w => w.Answering("identity.preferredName", "language.preferred"),
        w => w.Answering("contact.safeChannel"),
        w => w.WithScope(s => s with { DiscussedAt = null }),
        w => w with { Case = w.Case! with { StatesOfOrigin = ["XA"], ProtectionSoughtFrom = ["XB"] } },
        w => w with { Case = w.Case! with { ProtectionSoughtFrom = ["XA"] } },
        w => w with { Case = w.Case! with { Risk = new RiskFacts { Id = "risk-2", At = World.Now, NamedBodies = ["reg-recipient"] } } },
        w => w with { Case = w.Case! with { Risk = null } },
        w => w with { Case = w.Case! with { Return = new ReturnFacts() } },
        w => w with { Case = w.Case! with { FamilyCheck = CheckState.Open } },
        w => w with { Case = w.Case! with { Stops = [new("stop-1", null, null, World.Now)] } },
        w => w with { Case = w.Case! with { Stops = [new("stop-1", "consent-1", "scope-1", World.Now)] } },
        w => w with { Case = w.Case! with { Suppressed = [new("justice.record", false), new("identity.givenName", true)] } },
        w => w with { Case = w.Case! with { Handling = [new("intelligence.modusOperandi", "S1", "C1", "H3", "reg-holder"), new("exploitation.traffickers", "S1", "C1", "H4", "reg-holder")] } },
        w => w with { Case = w.Case! with { PurposeBound = [new("nrm.indicators", ["NRMID"]), new("risk.threats", ["SAFE"])] } },
        w => w.Approving("history.childhood", "exploitation.narrative"),
        w => w with { Case = w.Case! with { Suppressed = [new("interpreter.required", false)] } },
        w => w with { Case = w.Case! with { Handling = [new("interpreter.required", "S1", "C1", "H4", "reg-clinic")] } },
        w => w.WithScope(s => s with { Excluded = ["interpreter"], Tier = Tier.Case }),
        w => w with { Case = w.Case! with { PhoneSafe = false, ReidentificationCheckedFor = [] } },
        w => w with { Case = w.Case! with { Cooperation = CooperationChoice.AnonymousIntelligence } },
        w => w.Saying("contact.phone.safeToUse", "no"),
        w => w.Saying("contact.lettersSafe", "no"),
        w => w.Saying("age.presumedChild", "child"),
        w => w.Saying("age.disputed", "inDoubt"),
        w => w.Saying("guardian.conflict", "conflict"),
        w => w.Saying("justice.cooperationChoice", "neither"),
        w => w.WithRecord(r => r with { Answers = new SortedDictionary<string, string>() }),
        w => w.WithRecord(r => r with { NotCoded = ["contact.lettersSafe", "employment.workPermit", "interpreter.required", "document.holder", "nrm.status"] }),
        w => w.WithRecord(r => r with { Items = [new("justice.record", "i1", []), new("justice.record", "i2", [NeverFlag.Police]), new("identity.otherNames", "i1", [NeverFlag.Employers])] }),
        w => w with { Case = w.Case! with { Suppressed = [new("justice.record", false, "i1"), new("identity.otherNames", false, "i1")] } },
        w => w.Approving(CourtRows).WithScope(s => s with { ExpresslyChosen = CourtRows }),
        w => w.WithScope(s => s with { ExpresslyChosen = ["contact.residence", "contact.otherResidences", "education.current", "assessment.place", "shelter.location", "shelter.coResidents", "guardian.stateAgency", "accommodation.privateAddress"], ReliedOn = ["housing"] }),
        w => w with { Case = w.Case! with { ReconfirmSince = World.Now } },
        w => w.WithScope(s => s with { Excluded = ["health", "identity.familyName"] }),
        w => w.WithScope(s => s with { Included = ["identity", "language", "exploitation.forms"] }),
        w => w.WithScope(s => s with { Tier = Tier.Full, FullByExplicitChoice = true }),
        w => w.WithScope(s => s with { Tier = Tier.Case }),
        w => w.WithScope(s => s with { Countries = ["XA"], StatusMayReach = ["reg-recipient"] }),
        w => w.WithScope(s => s with { Countries = ["XA"] }),
        w => w.WithScope(s => s with { Recipients = [new("reg-recipient", Declined: true)] }),
        w => w.WithScope(s => s with { AtPersonsRequest = false }),
        w => w.WithScope(s => s with { PermitGround = "coOperation", ExpresslyChosen = ["identity", "health"], ReliedOn = ["payer"] }),
        w => w.WithTwins("a-", s => s with { PermitGround = "personal", Excluded = ["language"] }),
        w => w.WithTwins("z-", s => s with { PermitGround = "coOperation", Excluded = ["identity.familyName"] }),
        w => w.WithScope(s => s with { ApprovedContentDigest = "sha256:letter" }),
        w => w.WithScope(s => s with { ApprovedContentOnly = true }),
        w => w with { Case = w.Case! with { Approvals = [new("approval-1", "reg-recipient", w.Request.Pathway, Tier.Portion, ["identity.preferredName"], HasLetter: false)] } },
        w => w with { Case = w.Case! with { Approvals = [new("approval-1", "reg-recipient", w.Request.Pathway, Tier.Portion, ["identity.preferredName"], HasLetter: true)] } },
        w => w.WithScope(s => s with { ValidUntil = World.Now }),
        w => w with { Consent = w.Consent with { ValidUntil = World.Now } },
        w => w with { Consent = w.Consent with { State = ConsentState.Withdrawn } },
        w => w with { Consent = w.Consent with { CaseId = "another-case" } },
        w => w.WithEvidence(e => e with { Signed = false }),
        w => w.WithEvidence(e => e with { Interpreter = null }),
        w => w.WithEvidence(e => e with { Child = ChildAnswer.Dissents }),
        w => w with { Request = w.Request with { Use = StatedUse.Removal } },
        w => w with { Request = w.Request with { Use = StatedUse.Eligibility } },
        w => w with { Request = w.Request with { ApprovalId = "approval-1" } },
        w => w with { Request = w.Request with { Tier = Tier.Case } },
        w => w with { Request = w.Request with { Fields = [.. Paths.Where((_, i) => i % 3 == 0)] } },
        w => w with { Request = w.Request with { Fields = Paths } },
    ];

    private static World Make(int pick, int[] changes)
    {
        var pathway = Pathways[Index(pick, Pathways.Length)];
        string Code(IEnumerable<string> codes, int n) => codes.Order(StringComparer.Ordinal).ElementAt(Index(n, codes.Count()));
        var world = World.For(pathway.Id, Code(pathway.Senders, pick / 50), Code(pathway.Recipients, pick / 7));
        if (pathway.Subject == PathwaySubject.ChildOnly) world = world.AsChild();
        foreach (var change in changes) world = Changes[Index(change, Changes.Length)](world);
        return world;
    }

    private static int Index(int n, int length) => (int)((uint)n % (uint)length);

    private static Gen<(int, int[])> Worlds { get; } =
        from pick in Gen.Choose(0, 100_000)
        from count in Gen.Choose(0, 4)
        from changes in Gen.Choose(0, Changes.Length - 1).ArrayOf(count)
        select (pick, changes);

    private static void Holds(Func<World, bool> property, int tests = 500) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(Worlds.ToArbitrary(), w => property(Make(w.Item1, w.Item2))));

    private static HashSet<string> Released(Decision decision) => [.. decision.Fields.Where(f => decision.ReleasesField(f.Path)).Select(f => f.Path)];

    [Fact]
    public void Decide_OnRandomWorlds_AgreesWithTheReference()
    {
        var releases = 0;
        Holds(
            w =>
            {
                var expected = Reference.Released(World.Policy, w.Request, w.Facts(), World.Now);
                if (expected.Count > 0) releases++;
                return expected.SetEquals(Released(w.Decide()));
            },
            tests: 3000);
        Assert.True(releases > 300, "too few of the random worlds release anything to prove much");
    }

    [Fact]
    public void Decide_WhenAListedViewerHasNoTierOfItsOwn_GivesItNothingButTheRecording()
    {
        var world = World.For("health-emergency", "ADV", "EMERG").WithCase(c => c with { Participants = [new("reg-recipient", null, "desk-1", ListedViewer: true)] });

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
        var decision = w.Decide();
        return decision.Fields.Select(f => f.Path).Distinct().Count() == decision.Fields.Count
            && decision.Fields.All(f => f.Released == (f.Reason is null))
            && decision.Fields.All(f => f.Reason is null or Reason.Fault || ReasonKinds.All.Contains(f.Reason))
            && decision.Releases == Released(decision).Count > 0
            && decision.Reason?.Kind != Reason.Fault;
    });

    [Fact]
    public void Decide_WhenConsentAgreementOrScopeShrinks_NeverReleasesMore() => Holds(w =>
    {
        var before = Released(w.Decide());
        World[] less = [w.WithoutConsent(), w with { Agreements = [] }, w.WithScope(s => s with { Excluded = [.. s.Excluded, "language"] }), w.WithScope(s => s with { Tier = Tier.Portion < s.Tier ? Tier.Portion : s.Tier })];
        return less.All(l => Released(l.Decide()).IsSubsetOf(before));
    });

    [Fact]
    public void Decide_WhenAContradictionAnUnknownAnswerOrAFlagIsAdded_NeverReleasesMore() => Holds(w =>
    {
        // Where the cautious answer ends a contradiction, that answer may be told; nothing else comes with it.
        var before = Released(w.Decide());
        foreach (var ended in SafetyFacts.Of(World.Policy, w.Case!, w.Record, World.Now).Contradictions) before.UnionWith(World.Policy.Safety[ended.Fact].Record);
        World[] less =
        [
            w.Saying("contact.phone.safeToUse", "no"), w.Saying("contact.email.safeToUse", "no"), w.Saying("contact.lettersSafe", "no"),
            w.Saying("guardian.conflict", "conflict"), w.Saying("justice.cooperationChoice", "neither"),
            // Where an answer said yes, it is unknown now.
            w.WithRecord(r => r with { Answers = new SortedDictionary<string, string>(r.Answers.Where(a => a.Value != "yes").ToDictionary(), StringComparer.Ordinal) }),
            w.WithRecord(r => r with { NotCoded = [.. World.Policy.Fields.Values.Where(f => f.Answers.Count > 0).Select(f => f.Path).Order(StringComparer.Ordinal)] }),
            w with { Case = w.Case! with { Suppressed = [.. w.Case.Suppressed, new("identity.givenName", false), new("justice.record", false, "i2")] } },
        ];
        return less.All(l => Released(l.Decide()).IsSubsetOf(before));
    });

    // A person who turns out to be a child may be told of to child protection, so the consent-based flows alone are held against each other.
    [Fact]
    public void Decide_WhenTheRecordDoubtsAnAdultsAge_ReleasesNothingOnTheAdultsConsent() => Holds(w =>
        w.Case!.Age.Status != AgeStatus.Adult || w.Consent.Basis != ConsentBasis.Adult || Released(w.Saying("age.disputed", "inDoubt").Decide()).Count == 0);

    [Fact]
    public void Decide_WhenAnItemCarriesAFlagThatApplies_LeavesItOut() => Holds(w =>
    {
        var flags = Enum.GetValues<NeverFlag>();
        var marked = w.WithRecord(r => r with { Items = [.. Paths.SelectMany(path => flags.Select((flag, i) => new RecordItemFacts(path, "f" + i, [flag])))] });
        return marked.Decide() is var decision && decision.Fields.Where(f => f.Released).All(f => World.Policy.Fields[f.Path] is var field
            && (f.Without ?? []).Contains("f" + Array.IndexOf(flags, NeverFlag.NeverLeaves))
            && (!World.Policy.Actors[w.Recipient!.ActorCode].Is(ActorKind.Employer) || (f.Without ?? []).Contains("f" + Array.IndexOf(flags, NeverFlag.Employers)))
            // What an item's writer says is another's goes only under that other's whole mark; else, what the field's own flags let pass,
            // the same flag on an item lets pass.
            && (w.Case!.Handling.Any(mark => mark.Path == f.Path) || (f.Without ?? []).Contains("f" + Array.IndexOf(flags, NeverFlag.Originator)))
            && flags.Where(flag => flag != NeverFlag.Originator && field.Never.Contains(flag)).All(flag => !(f.Without ?? []).Contains("f" + Array.IndexOf(flags, flag))));
    });

    [Fact]
    public void Decide_WhenABarConflictOrRiskIsAdded_NeverReleasesMore() => Holds(w =>
    {
        var before = Released(w.Decide());
        var subject = w.Case!;
        string[] names = ["reg-recipient", "body-of-reg-recipient", w.Recipient!.ActorCode, "reg-recipient/asker", "state:" + w.Recipient.Country, "state:XA", "register:hrb-9", "register:none"];
        return names.All(name =>
                Released((w with { Case = subject with { BarredBodies = [.. subject.BarredBodies, name] } }).Decide()).IsSubsetOf(before)
                && Released((w with { Case = subject with { Conflicts = [.. subject.Conflicts, name] } }).Decide()).IsSubsetOf(before))
            // Taking an assessment away adds nothing only where it was not itself what stood in the way.
            && (before.Count == 0 || Released((w with { Case = subject with { Risk = null } }).Decide()).IsSubsetOf(before))
            && Released((w with { Case = subject with { Risk = subject.Risk is { } risk ? risk with { UnderRevision = true } : null } }).Decide()).IsSubsetOf(before);
    }, tests: 200);

    [Fact]
    public void Decide_WhenTheRecordAnswersLess_NeverReleasesMore() => Holds(w =>
    {
        var before = Released(w.Decide());
        var none = Released(w.WithRecord(r => r with { Usable = [] }).Decide());
        var half = w.WithRecord(r => r with { Usable = [.. r.Usable.Where((_, i) => i % 2 == 0)] });
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
        foreach (var set in World.Policy.Overrides.Values)
            foreach (var pathway in World.Policy.Pathways.Values.Where(p => p.Overrides.Contains(set.Id)))
                foreach (var code in set.Recipients)
                    foreach (var child in new[] { false, true })
                    {
                        var world = World.For(pathway.Id, pathway.Senders.Order(StringComparer.Ordinal).First(), code).WithoutConsent().Overriding(set.Ground, c => c with { OrderReference = "order-1" })
                            .WithCase(c => c with { InCustody = true, CourtOrders = [new("order-1", "reg-recipient", ["identity.givenName"], World.Now.AddDays(1), true)] });
                        world = (child ? world.AsChild() : world) with { Recipient = world.Recipient! with { RegisterNumber = "hrb-9", ChildSpecialist = child } };
                        var barred = world.WithCase(c => c with { BarredBodies = [name == "own code" ? code : name] });
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
