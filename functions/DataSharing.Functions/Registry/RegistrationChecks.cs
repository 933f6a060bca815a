using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Registry;

/// <summary>Turns a proposed registration or person into the real one, or names every member that cannot stand.</summary>
public sealed class RegistrationChecks(PolicySet policy)
{
    /// <param name="current">The registration that it changes; null: it is new.</param>
    /// <returns>Refused: malformed-id, unknown-actor-code or invalid-value, each naming the member.</returns>
    public Result<Registration> Check(RegistrationInput input, Registration? current = null)
    {
        if ((Identifiers.Read(input.Id, "/id").Refusal ?? Identifiers.Read(input.AgencyId, "/agencyId").Refusal) is { } malformed)
            return malformed;
        if (!policy.Actors.ContainsKey(input.ActorCode))
            return new Refusal(ProblemType.UnknownActorCode, "the actor code is not in the catalogue", "/actorCode");
        Result<(AgencyPublicKey? Key, string? Jwk)> key = Key(input);
        if (key.Refusal is { } unfit)
            return unfit;
        var defects = new Defects();
        defects.Unless(
            input.WebhookTarget is null, "/webhookTarget", "no notices are sent: the agency asks for its requests; leave it out");
        defects.Unless(
            input.GuardianCaseloadLimit is not { } limit || Caseload.MaySet(limit, policy.Profile.GuardianCaseloadCap),
            "/guardianCaseloadLimit", "the limit is at least 1 and never above the national one", "R-219");
        defects.Unless(
            key.Value.Key is not { IsElliptic: true } || input.SignedPackages != false, "/signedPackages",
            "packages for an EC key are always signed");
        Bindings(input.Bindings, defects);
        Desks(input.Desks, defects);
        if (defects.WhyRefused(ProblemType.InvalidValue, "the registration has members that cannot stand") is { } refusal)
            return refusal;
        return new Registration
        {
            Id = new RegistrationId(input.Id),
            AgencyId = input.AgencyId,
            ActorCode = input.ActorCode,
            DisplayName = input.DisplayName,
            RegisterNumber = input.RegisterNumber,
            Country = input.Country,
            BodyOfState = input.BodyOfState,
            Status = input.Status,
            IdentityVerified = input.IdentityVerified,
            VerifiedUntil = input.VerifiedUntil?.ToUniversalTime(),
            AccreditedUntil = input.AccreditedUntil?.ToUniversalTime(),
            ConfidentialityPolicyVersion = input.ConfidentialityPolicyVersion,
            ConfidentialityPolicyReviewBy = input.ConfidentialityPolicyReviewBy?.ToUniversalTime(),
            ChildSpecialist = input.ChildSpecialist,
            Bindings = [.. input.Bindings.Select(binding => new IdentityBinding(binding.TenantId, binding.AppId, binding.Subject))],
            PublicKeyId = key.Value.Key?.KeyId,
            PublicKeyJwk = key.Value.Jwk,
            SignedPackages = key.Value.Key is { } own && AreSigned(own, input.SignedPackages, current),
            WebhookTarget = input.WebhookTarget,
            Desks = [.. input.Desks.Select(
                desk => new ContactDesk(
                    desk.Id, desk.Name, desk.Channel, desk.CheckedUntil?.ToUniversalTime(),
                    desk.Safeguarding) { Members = [.. (desk.Members ?? []).Select(id => new PersonId(id))] })],
            DesignatedContactOnly = input.DesignatedContactOnly,
            GuardianCaseloadLimit = input.GuardianCaseloadLimit,
        };
    }

    /// <returns>Refused: malformed-id or invalid-value, naming the members.</returns>
    public static Result<PersonDocument> Check(RegistrationId registrationId, PersonInput input)
    {
        Refusal? unsupervised = input.SupervisedBy is null ? null : Identifiers.Read(input.SupervisedBy, "/supervisedBy").Refusal;
        if ((Identifiers.Read(input.Id, "/id").Refusal ?? unsupervised) is { } malformed)
            return malformed;
        var defects = new Defects();
        for (int i = 0; i < input.Roles.Count; i++)
            defects.Unless(Roles.All.Contains(input.Roles[i]), $"/roles/{i}", "the role is none of " + string.Join(", ", Roles.All));
        defects.Unless(input.Roles.Distinct(StringComparer.Ordinal).Count() == input.Roles.Count, "/roles", "a role is given twice");
        defects.Unless(
            !input.Volunteer || input.SupervisedBy is not null, "/supervisedBy", "a volunteer works under a named supervisor", "R-091");
        // The person who reviews the log must not do the casework that is in it.
        defects.Unless(
            !input.Roles.Contains(Roles.LogReview)
                || !input.Roles.Any(role => role is Roles.SharingSubmit or Roles.SharingReceive or Roles.ConsentRecord),
            "/roles", "a reviewer of the log does no casework", "R-168");
        if (defects.WhyRefused(ProblemType.InvalidValue, "the person has members that cannot stand") is { } refusal)
            return refusal;
        return new PersonDocument(
            new Person
            {
                Id = new PersonId(input.Id),
                RegistrationId = registrationId,
                Roles = input.Roles,
                VettedUntil = input.VettedUntil?.ToUniversalTime(),
                Status = input.Status,
                Volunteer = input.Volunteer,
                SupervisedBy = input.SupervisedBy,
                ChildSpecialist = input.ChildSpecialist,
            },
            input.Subject ?? input.Id);
    }

    // Who proposes a change without the member may not know it: what the agency's programs can open does not change by that.
    private static bool AreSigned(AgencyPublicKey key, bool? asked, Registration? current) =>
        key.IsElliptic || (asked ?? (current?.PublicKeyJwk is null || current.SignedPackages));

    private static Result<(AgencyPublicKey? Key, string? Jwk)> Key(RegistrationInput input)
    {
        if (input.PublicKey is not { } key)
            return ((AgencyPublicKey?)null, (string?)null);
        string jwk = key.GetRawText();
        (AgencyPublicKey? parsed, AgencyKeyRefusal? refusal) = AgencyPublicKey.Parse(jwk);
        if (parsed is not null)
            return (parsed, jwk);
        string pointer = refusal!.Member is { } member ? "/publicKey/" + member : "/publicKey";
        return new Refusal(ProblemType.InvalidValue, refusal.Message, pointer)
        {
            Errors = [new ProblemItem(pointer, refusal.Message, refusal.Code)],
        };
    }

    private static void Bindings(IReadOnlyList<BindingInput> bindings, Defects defects)
    {
        defects.Unless(
            bindings.DistinctBy(binding => (binding.TenantId, binding.AppId, binding.Subject)).Count() == bindings.Count, "/bindings",
            "a token identity is given twice");
    }

    private void Desks(IReadOnlyList<DeskInput> desks, Defects defects)
    {
        for (int i = 0; i < desks.Count; i++)
            Members(desks[i].Members ?? [], $"/desks/{i}/members", defects);
        defects.Unless(desks.DistinctBy(desk => desk.Id).Count() == desks.Count, "/desks", "a desk is given twice");
    }

    private void Members(IReadOnlyList<string> members, string pointer, Defects defects)
    {
        int most = policy.Profile.DeskMemberCap;
        defects.Unless(members.Count <= most, pointer, $"a desk has at most {most} named members", "R-277");
        defects.Unless(members.Distinct(StringComparer.Ordinal).Count() == members.Count, pointer, "a member is given twice", "R-277");
    }
}
