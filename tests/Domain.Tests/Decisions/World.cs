using DataSharing.Domain.Agreements;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Tests.Policy;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>
/// A request that would be released, as settings: each test changes the one thing it is about. Everything is on record and in
/// order; both agencies stand, an agreement covers the pathway, the person is an adult with capacity, the consent is whole.
/// </summary>
internal sealed record World
{
    internal static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    internal static PolicySet Policy => PolicyFiles.Product.Value;

    internal Registration Sender { get; init; } = Some.Agency("reg-holder", "ADV");

    internal Registration? Recipient { get; init; } = Some.Agency("reg-recipient", "SHELT");

    internal Person? Person { get; init; }

    internal CaseFacts? Case { get; init; } = Some.AdultCase();

    /// <summary>Every field of the catalogue is answered, and contacts are safe, unless a test says otherwise.</summary>
    internal RecordFacts? Record { get; init; } = Some.Record();

    internal IReadOnlyList<Consent>? Consents { get; init; }

    internal ConsentScope Scope { get; init; } = new() { Id = "scope-1", Pathway = "shelter-referral", DiscussedAt = Now.AddDays(-12) };

    internal Consent Consent { get; init; } = Some.Consent();

    internal IReadOnlyList<Agreement>? Agreements { get; init; }

    internal SharingRequest Request { get; init; } = new()
    {
        Id = "req-1",
        Sender = "reg-holder",
        Recipient = "reg-recipient",
        Pathway = "shelter-referral",
        Submitted = new("reg-holder", "staff-1", Now),
    };

    /// <summary>A world for a pathway between two actor codes, by default sent by the holder.</summary>
    internal static World For(string pathway, string from = "ADV", string to = "SHELT")
    {
        var world = new World { Sender = Some.Agency("reg-holder", from), Recipient = Some.Agency("reg-recipient", to) };
        return world with
        {
            Request = world.Request with { Pathway = pathway },
            Scope = world.Scope with { Pathway = pathway, AtPersonsRequest = true },
        };
    }

    /// <summary>As an asking of the recipient's own person, who is on the case.</summary>
    internal World Asked(bool participant = true) => this with
    {
        Person = new Person { Id = "asker", RegistrationId = Request.Recipient, VettedUntil = Now.AddYears(1) },
        Case = participant ? Case! with { Participants = [.. Case.Participants, new Participant(Request.Recipient, "asker")] } : Case,
        Request = Request with { Direction = Direction.Ask, RecipientPerson = "asker", Submitted = new(Request.Recipient, "asker", Now) },
    };

    internal World Asking(params string[] fields) => this with { Request = Request with { Fields = fields } };

    /// <summary>As a sending of a content that she approved with this prose in it.</summary>
    internal World Approving(params string[] prose) =>
        WithCase(
            c => c with
            {
                Approvals = [new(
                "approval-1", Request.Recipient, Request.Pathway, Tier.Portion, prose,
                HasLetter: false)]
            }) with
        { Request = Request with { ApprovalId = "approval-1" } };

    internal World WithCase(Func<CaseFacts, CaseFacts> change) => this with { Case = change(Case!) };

    internal World WithRecord(Func<RecordFacts, RecordFacts> change) => this with { Record = change(Record ?? RecordFacts.Empty) };

    /// <summary>With what the record's coded answer states at a path.</summary>
    internal World Saying(string path, string statement) =>
        WithRecord(
            r => r with
            {
                Answers = new SortedDictionary<string, string>(
                r.Answers.ToDictionary(), StringComparer.Ordinal)
                { [path] = statement }
            });

    internal World WithScope(Func<ConsentScope, ConsentScope> change) => this with { Scope = change(Scope) };

    internal World WithEvidence(Func<InformedEvidence, InformedEvidence> change) =>
        this with { Consent = Consent with { Evidence = change(Consent.Evidence) } };

    /// <summary>A child with an appointed guardian who consented, an advocate who has met the child, and child specialists.</summary>
    internal World AsChild() => this with
    {
        Case = Case! with
        {
            Age = new AgeFacts { Status = AgeStatus.Child, MajorityAt = Now.AddYears(3) },
            Guardians = new GuardianFacts
            {
                Parental = ParentalGuardian.Appointed,
                ParentalId = "guardian-1",
                Advocate = GuardianAdvocate.Met,
            },
        },
        Consent = Some.ByGuardian(Consent),
        Recipient = Recipient! with { ChildSpecialist = true },
    };

    /// <summary>Every consent twice, of one moment: the second with another id and another scope.</summary>
    internal World WithTwins(string id, Func<ConsentScope, ConsentScope> change)
    {
        IReadOnlyList<Consent> all = AllConsents();
        return this with { Consents = [.. all, .. all.Select(c => c with { Id = id + c.Id, Scopes = [.. c.Scopes.Select(change)] })] };
    }

    /// <summary>A record that lacks an answer at these paths.</summary>
    internal World Lacking(params string[] paths) => WithRecord(r => r with { Usable = [.. Policy.Fields.Keys.Except(paths)] });

    /// <summary>A record that answers these paths alone.</summary>
    internal World Answering(params string[] paths) => WithRecord(r => r with { Usable = paths });

    internal World WithoutConsent() => this with { Consents = [] };

    internal World Overriding(OverrideGround ground, Func<OverrideClaim, OverrideClaim>? change = null)
    {
        var claim = new OverrideClaim
        {
            Ground = ground,
            PolicyReference = "policy-7",
            PriorNoticeReference = "notice-1",
            Urgent = ground.MayBeUrgent(),
            ConsentNotSought = ConsentNotSought.Unreachable,
            First = new("reg-holder", "staff-1", Now),
            Second = new("reg-holder", "staff-2", Now),
        };
        return this with { Request = Request with { Override = change is null ? claim : change(claim) } };
    }

    internal IReadOnlyList<Consent> AllConsents()
    {
        if (Consents is not null)
            return Consents;
        string purpose = Policy.Pathways.TryGetValue(Scope.Pathway, out Pathway? known) ? known.Purpose : "HOUSE";
        ConsentScope scope = Scope.Recipients.Count > 0 ? Scope : Scope with { Recipients = [new(Recipient?.Id ?? Request.Recipient)] };
        return [Consent with { Purpose = Consent.Purpose.Length > 0 ? Consent.Purpose : purpose, Scopes = [scope] }];
    }

    internal Facts Facts() => new()
    {
        Case = Case,
        Record = Record,
        Consents = AllConsents(),
        Agreements = Agreements ?? [Some.Agreement(Sender.Id, Request.Recipient, Request.Pathway)],
        Sender = Sender,
        Recipient = Recipient,
        RecipientPerson = Person,
    };

    internal Decision Decide() => Decider.Decide(Policy, Request, Facts(), Now);

    internal Decision Decide(RuleTable rules) => Decider.Decide(rules, Policy, Request, Facts(), Now);
}
