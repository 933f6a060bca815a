namespace DataSharing.Functions.Registry;

/// <summary>
/// Looks at an agreement when it comes in and lists every defect, so that no sharing is refused later for want of a clause.
/// Source.
/// </summary>
public sealed class AgreementChecks(PolicySet policy, RegistryReader registry, TimeProvider time)
{
    /// <summary>Of an operation that checks one.</summary>
    internal static readonly ProblemType[] Problems =
    [
        ProblemType.MalformedId, ProblemType.UnknownAgency, ProblemType.UnknownPathway, ProblemType.UnknownFieldGroup,
        ProblemType.InvalidAgreement,
    ];

    private static readonly Dictionary<string, string> Rules = new(StringComparer.Ordinal)
    {
        ["partyB"] = "R-085",
        ["lines"] = "R-085",
        ["reviewBy"] = "R-086",
        ["foreignSafeguards"] = "R-201",
    };

    /// <returns>Refused: malformed-id, unknown-agency, unknown-pathway or unknown-field-group naming the member;
    /// invalid-agreement with all defects.</returns>
    public async Task<Result<Agreement>> CheckAsync(AgreementInput input, CancellationToken cancellation)
    {
        if (Identifiers.Read(input.Id, "/id").Refusal is { } malformed)
            return malformed;
        Result<Registration> first = await PartyAsync(input.PartyA, "/partyA", cancellation);
        if (first.Refusal is { } noFirst)
            return noFirst;
        Result<Registration> second = await PartyAsync(input.PartyB, "/partyB", cancellation);
        if ((second.Refusal ?? WhyUnknown(input)) is { } unknown)
            return unknown;
        (Registration a, Registration b) = (first.Value, second.Value);
        Agreement agreement = Build(input);
        var defects = new Defects();
        foreach (string member in agreement.MissingElements(CrossesBorder(a, b)))
            defects.Add(
                "/" + member, "an agreement without it authorises nothing", Rules.GetValueOrDefault(member, "R-087"),
                ReasonKinds.AgreementMissing);
        Lines(input, a, b, defects);
        Dates(input, defects);
        return defects.WhyRefused(ProblemType.InvalidAgreement, "the agreement lacks what an agreement needs") is { } refusal
            ? refusal
            : agreement;
    }

    private async Task<Result<Registration>> PartyAsync(string id, string pointer, CancellationToken cancellation)
    {
        Result<RegistrationId> read = Identifiers.Read<RegistrationId>(id, pointer);
        if (read.Refusal is { } malformed)
            return malformed;
        return (await registry.FindRegistrationAsync(read.Value, cancellation))?.Value is { } party
            ? party
            : new Refusal(ProblemType.UnknownAgency, "the agency is not registered", pointer);
    }

    private Refusal? WhyUnknown(AgreementInput input)
    {
        for (int i = 0; i < input.Lines.Count; i++)
        {
            if (!policy.Pathways.ContainsKey(input.Lines[i].Pathway))
                return new Refusal(ProblemType.UnknownPathway, "the pathway is not in the policy", $"/lines/{i}/pathway");
            IReadOnlyList<string> groups = input.Lines[i].Groups ?? [];
            for (int j = 0; j < groups.Count; j++)
            {
                if (!policy.Groups.ContainsKey(groups[j]))
                    return new Refusal(
                        ProblemType.UnknownFieldGroup, "the field group is not in the catalogue", $"/lines/{i}/groups/{j}");
            }
        }

        return null;
    }

    private void Lines(AgreementInput input, Registration a, Registration b, Defects defects)
    {
        for (int i = 0; i < input.Lines.Count; i++)
        {
            LineInput line = input.Lines[i];
            Pathway pathway = policy.Pathways[line.Pathway];
            (Registration sender, Registration recipient) = line.Sender == b.Id.Value ? (b, a) : (a, b);
            if (line.Sender != sender.Id.Value)
            {
                defects.Add($"/lines/{i}/sender", "the sender is neither party", "R-089", ReasonKinds.AgreementMissing);
                continue;
            }

            defects.Unless(
                pathway.Senders.Contains(sender.ActorCode), $"/lines/{i}/sender", "the pathway has no sender of this actor code", "R-085",
                ReasonKinds.RecipientRole);
            defects.Unless(
                pathway.Recipients.Contains(recipient.ActorCode), $"/lines/{i}/pathway",
                "the pathway has no recipient of the other party's actor code", "R-085", ReasonKinds.RecipientRole);
            defects.Unless(
                input.Purposes.Contains(pathway.Purpose), $"/lines/{i}/pathway", "the pathway's purpose is not among the purposes stated",
                "R-087", ReasonKinds.AgreementMissing);
            defects.Unless(
                input.Lines.Take(i).All(earlier => (earlier.Pathway, earlier.Sender) != (line.Pathway, line.Sender)), $"/lines/{i}",
                "the pathway stands twice in this direction");
            HashSet<string> carried = [.. pathway.Fields.Values.SelectMany(set => set.Keys).Select(path => policy.Fields[path].Group)];
            IReadOnlyList<string> groups = line.Groups ?? [];
            for (int j = 0; j < groups.Count; j++)
                defects.Unless(
                    carried.Contains(groups[j]), $"/lines/{i}/groups/{j}", "the pathway carries no field of this group", "R-085",
                    ReasonKinds.FieldNotNeeded);
        }

        for (int i = 0; i < input.Purposes.Count; i++)
            defects.Unless(
                policy.Pathways.Values.Any(pathway => pathway.Purpose == input.Purposes[i]), $"/purposes/{i}",
                "no pathway serves this purpose", "R-087");
    }

    private void Dates(AgreementInput input, Defects defects)
    {
        DateTimeOffset now = time.GetUtcNow();
        defects.Unless(
            input.ReviewBy is not { } review || review <= now + policy.Profile.AgreementReviewInterval, "/reviewBy",
            "the review date lies beyond the national interval between reviews", "R-086", ReasonKinds.AgreementLapsed);
        Signed(input.SignedByA, "/signedByA", "party A", now, defects);
        Signed(input.SignedByB, "/signedByB", "party B", now, defects);
    }

    private static void Signed(DateTimeOffset? at, string pointer, string party, DateTimeOffset now, Defects defects) => defects.Unless(
        CallerTimes.Happened(at, now) <= now, pointer,
        at is null ? $"the day on which {party} signed is needed" : $"{party} signs before it is proposed; {CallerTimes.Present(now)}",
        "R-085", ReasonKinds.AgreementMissing);

    private static bool CrossesBorder(Registration a, Registration b) =>
        a.Country != b.Country || (a.BodyOfState ?? a.Country) != (b.BodyOfState ?? b.Country);

    private static Agreement Build(AgreementInput input) => new()
    {
        Id = new AgreementId(input.Id),
        PartyA = new RegistrationId(input.PartyA),
        PartyB = new RegistrationId(input.PartyB),
        Lines = [.. input.Lines.Select(line => new AgreementLine(
            line.Pathway, new RegistrationId(line.Sender), line.Groups ?? []))],
        Purposes = input.Purposes,
        Roles = input.Roles,
        Means = input.Means,
        DataProtectionClause = input.DataProtectionClause,
        ConsentProcedure = input.ConsentProcedure,
        ValidFrom = (input.ValidFrom ?? default).ToUniversalTime(),
        ValidUntil = (input.ValidUntil ?? default).ToUniversalTime(),
        ReviewBy = (input.ReviewBy ?? default).ToUniversalTime(),
        SignedByA = input.SignedByA?.ToUniversalTime(),
        SignedByB = input.SignedByB?.ToUniversalTime(),
        ForeignSafeguards = input.ForeignSafeguards,
        Status = AgreementStatus.Active,
    };
}
