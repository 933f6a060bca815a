using System.Collections.Frozen;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Sharing;

/// <summary>A request as it was understood, and the case behind it; null when the reference leads nowhere.</summary>
/// <param name="Reference">What an asker asked with, sealed.</param>
public sealed record ReadRequest(SharingRequest Request, CaseId? CaseId, ConsentId? ConsentId, byte[]? Reference = null);

/// <summary>
/// Checks a sharing request at the edge: whatever the catalogue and the registry, which everybody may know, do not have is
/// named. What depends on a case is never answered here.
/// </summary>
public sealed class SharingInputReader(
    PolicySet policy, RegistryReader registry, CaseLedger cases, OwnCases own, References references, TimeProvider time)
{
    private const int MostFields = 500;

    public async Task<ReadRequest> ReadAsync(SharingInput input, Caller caller, RequestId requestId, CancellationToken cancellation)
    {
        Pathway pathway = policy.Pathways.GetValueOrDefault(input.Pathway)
            ?? throw new ProblemException(ProblemType.UnknownPathway, "the pathway is not known", "/pathway");
        bool sends = input.Direction == Direction.Send;
        foreach ((string member, bool given) in Foreign(input, sends))
            if (given)
                throw new ProblemException(
                    ProblemType.InvalidValue, sends ? "the member belongs to an ask only" : "the member belongs to a send only", member);
        // A release is of one case; statistics are made over many.
        if (input.Tier == Tier.Stat)
            throw new ProblemException(
                ProblemType.InvalidValue, "no request of one case is answered with statistics: the tier is FULL, PORTION or CASE", "/tier");
        // An override has its own set, tier and basis: what would be read over is not taken in.
        if (input.Override is not null)
            foreach ((string member, bool given) in new[]
                     {
                         ("/consent", input.Consent is not null), ("/level", input.Level is not null),
                         ("/approvedContent", input.ApprovedContent is not null),
                         ("/tier", input.Tier is not (null or Tier.Portion)),
                     })
                if (given)
                    throw new ProblemException(
                        ProblemType.InvalidValue, "an override carries the ground's minimum set: the member has no effect beside it",
                        member);
        var submitted = new Approval(caller.Registration, caller.Person, time.GetUtcNow());
        var request = new SharingRequest
        {
            Id = requestId,
            Direction = input.Direction,
            Sender = sends ? caller.Registration : await AgencyAsync(input.Holder, "/holder", cancellation),
            Recipient = sends ? await AgencyAsync(input.Recipient, "/recipient", cancellation) : caller.Registration,
            Submitted = submitted,
            Pathway = pathway.Id,
            Matter = Matter(input, pathway),
            Tier = input.Tier,
            Fields = Fields(input, pathway),
            Use = input.Use ?? StatedUse.Pathway,
            Override = Claim(input.Override, pathway, submitted),
        };
        return sends
            ? await ApprovedAsync(
                new ReadRequest(
                    await AddressAsync(request, input.Addressee, cancellation), await OwnCaseAsync(input.Case, caller, cancellation),
                    Consent(input.Consent)),
                input, cancellation)
            : new ReadRequest(
                request with { RecipientPerson = caller.Person }, await BehindAsync(input.Reference, request, cancellation), null,
                await references.SealAsync(requestId, input.Reference!));
    }

    private string? Matter(SharingInput input, Pathway pathway) =>
        input.Matter is not null && policy.Purposes.GetValueOrDefault(pathway.Purpose) is not { OneMatterEach: true }
            ? throw new ProblemException(ProblemType.InvalidValue, "the pathway's purpose has no matters", "/matter")
            : Identifiers.Reference(input.Matter, "/matter").OrProblem();

    private static (string Member, bool Given)[] Foreign(SharingInput input, bool sends) => sends
        ? [("/holder", input.Holder is not null), ("/reference", input.Reference is not null), ("/use", input.Use is not null)]
        :
        [
            ("/case", input.Case is not null), ("/recipient", input.Recipient is not null), ("/consent", input.Consent is not null),
            ("/addressee", input.Addressee is not null), ("/approvedContent", input.ApprovedContent is not null),
            ("/override", input.Override is not null),
        ];

    private async Task<RegistrationId> AgencyAsync(string? id, string member, CancellationToken cancellation)
    {
        RegistrationId given = Identifiers.Read<RegistrationId>(id ?? throw Missing(member), member).OrProblem();
        return await registry.FindRegistrationAsync(given, cancellation) is null
            ? throw new ProblemException(ProblemType.UnknownAgency, "the agency is not registered", member)
            : given;
    }

    private async Task<SharingRequest> AddressAsync(SharingRequest request, AddresseeInput? addressee, CancellationToken cancellation)
    {
        if (addressee is null)
            return request;
        if (addressee.Person is null == addressee.Desk is null)
            throw new ProblemException(ProblemType.InvalidValue, "an addressee is either a person or a desk", "/addressee");
        if (addressee.Person is { } person)
        {
            if (!LogText.IsAllowed(person) || await registry.FindPersonAsync(request.Recipient, new PersonId(person), cancellation) is null)
                throw new ProblemException(
                    ProblemType.UnknownPerson, "the person is not registered with the recipient", "/addressee/person");
            return request with { RecipientPerson = new PersonId(person) };
        }

        Registration recipient = (await registry.FindRegistrationAsync(request.Recipient, cancellation))!.Value;
        return recipient.Desks.Any(desk => desk.Id == addressee.Desk)
            ? request with { RecipientDesk = addressee.Desk }
            : throw new ProblemException(ProblemType.InvalidValue, "the recipient has no such desk", "/addressee/desk");
    }

    private async Task<CaseId> OwnCaseAsync(string? id, Caller caller, CancellationToken cancellation)
    {
        CaseId given = Identifiers.Read<CaseId>(id ?? throw Missing("/case"), "/case").OrProblem();
        if (await own.FindAsync(caller, given, cancellation) is not { } head)
            throw new ProblemException(ProblemType.NotFound, "the agency holds no such case", "/case");
        OwnCases.WhyNotUnsealed(head.Value).OrProblem();
        return given;
    }

    // A named approval says what goes; nothing else may be said of it.
    private async Task<ReadRequest> ApprovedAsync(ReadRequest read, SharingInput input, CancellationToken cancellation)
    {
        if (input.ApprovedContent is not { } id)
            return read;
        string? stated = input.Fields is not null ? "/fields"
            : input.Level is not null ? "/level"
            : input.Tier is not null ? "/tier"
            : input.Override is not null ? "/override" : null;
        if (stated is not null)
            throw new ProblemException(ProblemType.InvalidValue, "what goes is what the named approval holds", stated);
        ContentApproval approval = (await cases.LoadAsync(read.CaseId!, cancellation: cancellation))?.Facts.Approvals
            .FirstOrDefault(
                one => one.Id == id && one.RecipientId == read.Request.Recipient && one.Pathway == read.Request.Pathway
                    && one.Matter == read.Request.Matter)
            ?? throw new ProblemException(
                ProblemType.InvalidValue, "no approval with this id stands on the case for this recipient, pathway and matter",
                "/approvedContent");
        return read with { Request = read.Request with { ApprovalId = approval.Id, Tier = approval.Tier, Fields = approval.Paths } };
    }

    private Task<CaseId?> BehindAsync(string? reference, SharingRequest request, CancellationToken cancellation) => reference switch
    {
        null => throw Missing("/reference"),
        // Told by its form alone, before anything is looked up: whoever mistyped a code learns it, and nothing of any case.
        _ when !References.CanBe(reference) => throw new ProblemException(
            ProblemType.InvalidValue,
            "a reference is sixteen letters and digits, in any grouping; check it against the code that was given", "/reference"),
        _ => references.FindCaseAsync(reference, request.Sender, request.Recipient, cancellation),
    };

    private IReadOnlyList<string> Fields(SharingInput input, Pathway pathway)
    {
        IReadOnlyList<string> named = input.Fields ?? [];
        if (named.Count > MostFields)
            throw new ProblemException(ProblemType.InvalidValue, "too many fields are named", "/fields");
        FrozenDictionary<string, FieldGrant> grants = pathway.FieldsAt(input.Tier is { } tier && tier < pathway.Ceiling
            ? tier
            : pathway.Ceiling);
        var paths = new List<string>();
        for (int i = 0; i < named.Count; i++)
        {
            if (policy.Fields.ContainsKey(named[i]))
                paths.Add(named[i]);
            else if (policy.Groups.TryGetValue(named[i], out FieldGroup? group))
                paths.AddRange(OfGroup(group, grants));
            else
                throw new ProblemException(ProblemType.UnknownField, "the field path or group is not in the catalogue", $"/fields/{i}");
        }

        if (input.Level is null)
            return [.. paths.Distinct(StringComparer.Ordinal)];
        DisclosureLevel level = pathway.Levels.FirstOrDefault(one => one.Id == input.Level)
            ?? throw new ProblemException(ProblemType.InvalidValue, "the pathway has no such disclosure level", "/level");
        IEnumerable<string> chosen = paths.Count > 0
            ? paths
            : grants.Values.Where(grant => !grant.OnRequest).Select(grant => grant.Field.Path).Order(StringComparer.Ordinal);
        return [.. chosen.Where(path => !level.Without.Contains(path)).Distinct(StringComparer.Ordinal)];
    }

    // A group means what the pathway has of it; a group it has nothing of is asked for as a whole, and withheld as a whole.
    private static IEnumerable<string> OfGroup(FieldGroup group, IReadOnlyDictionary<string, FieldGrant> grants)
    {
        var own = group.Paths.Where(grants.ContainsKey).ToList();
        return own.Count > 0 ? own : group.Paths;
    }

    private OverrideClaim? Claim(OverrideInput? input, Pathway pathway, Approval first)
    {
        if (input is null)
            return null;
        if (input.Urgent && !input.Ground.MayBeUrgent())
            throw Refused("on this ground two persons act before anything goes", "/override/urgent", "R-275");
        OverrideSet[] sets = [.. pathway.Overrides.Select(id => policy.Overrides[id]).Where(set => set.Ground == input.Ground)];
        RequireMembers(input, sets.Length > 0 && policy.Profile.OverrideGrounds.Contains(input.Ground));
        if (input.Concern is { } row && !Array.Exists(sets, set => set.Concerns.Contains(row)))
            throw Refused("the ground's minimum set on this pathway has no such risk row", "/override/concern", "R-272");
        if (input.NoUnbarredUnitReference is not null && input.Ground != OverrideGround.Danger)
            throw Refused("a bar yields in this way to danger to life alone", "/override/noUnbarredUnitReference", "R-276");
        if (input.ContradictionReference is not null
            && input.Ground is not (OverrideGround.ChildSafety or OverrideGround.ChildRecruiting or OverrideGround.Detention))
            throw Refused("the fact of this ground stands in one place alone", "/override/contradictionReference", "R-280");
        if (input.OrderReference is not null && input.Ground != OverrideGround.CourtOrder)
            throw Refused("an order is the ground of courtOrder alone", "/override/orderReference", "R-271");
        return ClaimOf(input, first);
    }

    // What a claim needs on its ground alone, whatever the case: all that is missing is named at once.
    private static void RequireMembers(OverrideInput input, bool grounded)
    {
        var defects = new BodyDefects();
        defects.Unless(
            input.ConsentNotSought != ConsentNotSought.NotStated, "/override/consentNotSought", "say why she was not asked, or not heeded",
            "R-060");
        defects.Unless(
            input.PolicyReference is not null, "/override/policyReference", "name where the agency's policy lists the ground", "R-056");
        defects.Unless(
            input.ConsentNotSought != ConsentNotSought.Refused || input.WeighingReference is not null, "/override/weighingReference",
            "she refused: name where harm and benefit were weighed in writing", "R-068");
        defects.Unless(
            input.Ground != OverrideGround.CourtOrder || input.OrderReference is not null, "/override/orderReference",
            "name the court's or legal order", "R-055");
        defects.Unless(
            grounded, "/override/ground", "nothing is shared without consent on this ground by this pathway, or by the national profile",
            "R-055");
        defects.WhyRefused().OrProblem();
    }

    private static ProblemException Refused(string detail, string member, string rule) =>
        new(ProblemType.InvalidValue, detail, member, [new ProblemItem(member, detail, null, rule)]);

    private static OverrideClaim ClaimOf(OverrideInput input, Approval first) => new()
    {
        Ground = input.Ground,
        ConsentNotSought = input.ConsentNotSought,
        PolicyReference = input.PolicyReference,
        PriorNoticeReference = input.PriorNoticeReference,
        Urgent = input.Urgent,
        WeighingReference = input.WeighingReference,
        OrderReference = input.OrderReference,
        Concern = input.Concern,
        NoUnbarredUnitReference = input.NoUnbarredUnitReference,
        ContradictionReference = input.ContradictionReference,
        First = first,
    };

    private static ConsentId? Consent(string? id) => id is null ? null : Identifiers.Read<ConsentId>(id, "/consent").OrProblem();

    private static ProblemException Missing(string member) =>
        new(ProblemType.MissingMember, "the member is required for this direction", member);
}
