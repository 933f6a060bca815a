using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using FsCheck;
using FsCheck.Fluent;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>The worlds that the properties are tried on.</summary>
public sealed partial class DecidePropertyTests
{
    private static readonly Func<World, World>[] Changes =
    [
        w => w.Asked(),
        w => w.Asked(participant: false),
        w => w.AsChild(),
        w => w.WithoutConsent(),
        w => w with { Agreements = [] },
        w => w with { Agreements = [Some.Agreement("reg-holder", "reg-recipient", w.Request.Pathway) with { ReviewBy = World.Now }] },
        w => w with { Agreements = [Some.Agreement(
            "reg-holder", "reg-recipient",
            w.Request.Pathway) with { Lines = [new(w.Request.Pathway, "reg-holder", ["identity", "health", "exploitation"])] }] },
        w => w with { Recipient = w.Recipient! with { Status = RegistrationStatus.Suspended } },
        w => w with { Recipient = w.Recipient! with { VerifiedUntil = World.Now } },
        w => w with { Recipient = w.Recipient! with { Country = "XA", BodyOfState = "XA" } },
        w => w with { Recipient = w.Recipient! with { ChildSpecialist = !w.Recipient.ChildSpecialist } },
        w => w with { Recipient = w.Recipient! with { DesignatedContactOnly = true } },
        w => w with { Recipient = w.Recipient! with { Desks = [new("desk-1", "intake", "x", null)] } },
        w => w with { Person = w.Person is { } p ? p with { Volunteer = true } : null },
        w => w with { Case = w.Case! with { Participants = [new(
            "reg-recipient", w.Request.RecipientPerson, "desk-1", Lead: true, PlacementCircle: true, AssignedChildSpecialist: true,
            ListedViewer: true, Interlocutor: true)] } },
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
        w => w with { Case = w.Case! with { Handling = [
            new("intelligence.modusOperandi", "S1", "C1", "H3", "reg-holder"),
            new("exploitation.traffickers", "S1", "C1", "H4", "reg-holder"),
        ] } },
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
        w => w.WithRecord(
            r => r with { NotCoded = [
                "contact.lettersSafe",
                "employment.workPermit",
                "interpreter.required",
                "document.holder",
                "nrm.status",
            ] }),
        w => w.WithRecord(
            r => r with { Items = [
                new("justice.record", "i1", []),
                new("justice.record", "i2", [NeverFlag.Police]),
                new("identity.otherNames", "i1", [NeverFlag.Employers]),
            ] }),
        w => w with { Case = w.Case! with { Suppressed = [new("justice.record", false, "i1"), new("identity.otherNames", false, "i1")] } },
        w => w.Approving(CourtRows).WithScope(s => s with { ExpresslyChosen = CourtRows }),
        w => w.WithScope(
            s => s with
            {
                ExpresslyChosen = [
                    "contact.residence",
                    "contact.otherResidences",
                    "education.current",
                    "assessment.place",
                    "shelter.location",
                    "shelter.coResidents",
                    "guardian.stateAgency",
                    "accommodation.privateAddress",
                ],
                ReliedOn = ["housing"],
            }),
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
        w => w with { Case = w.Case! with { Approvals = [new(
            "approval-1", "reg-recipient", w.Request.Pathway, Tier.Portion, ["identity.preferredName"], HasLetter: false)] } },
        w => w with { Case = w.Case! with { Approvals = [new(
            "approval-1", "reg-recipient", w.Request.Pathway, Tier.Portion, ["identity.preferredName"], HasLetter: true)] } },
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
        Pathway pathway = Pathways[Index(pick, Pathways.Length)];
        string Code(IEnumerable<string> codes, int n) => codes.Order(StringComparer.Ordinal).ElementAt(Index(n, codes.Count()));
        var world = World.For(pathway.Id, Code(pathway.Senders, pick / 50), Code(pathway.Recipients, pick / 7));
        if (pathway.Subject == PathwaySubject.ChildOnly)
            world = world.AsChild();
        foreach (int change in changes)
            world = Changes[Index(change, Changes.Length)](world);
        return world;
    }

    private static int Index(int n, int length) => (int)((uint)n % (uint)length);

    private static Gen<(int, int[])> Worlds { get; } =
        from pick in Gen.Choose(0, 100_000)
        from count in Gen.Choose(0, 4)
        from changes in Gen.Choose(0, Changes.Length - 1).ArrayOf(count)
        select (pick, changes);
}
