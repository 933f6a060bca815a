namespace DataSharing.Functions.Registry;

/// <summary>A registration as it is registered.</summary>
/// <param name="PublicKey">The agency's own public key as a JSON Web Key (RFC 7517); left out: it has none.</param>
/// <param name="SignedPackages">Whether packages for its own key are signed inside; left out where it has none.</param>
public sealed record RegistrationView(
    string Id, string AgencyId, string ActorCode, string DisplayName, string Country, string? BodyOfState, RegistrationStatus Status,
    bool IdentityVerified, DateTimeOffset? VerifiedUntil, DateTimeOffset? AccreditedUntil,
    string? ConfidentialityPolicyVersion, DateTimeOffset? ConfidentialityPolicyReviewBy, bool ChildSpecialist,
    IReadOnlyList<BindingInput> Bindings, JsonElement? PublicKey, string? WebhookTarget, IReadOnlyList<DeskInput> Desks,
    bool DesignatedContactOnly, int? GuardianCaseloadLimit, long Epoch, string? RegisterNumber = null, bool? SignedPackages = null)
{
    public static RegistrationView Of(Registration registration) => new(
        registration.Id, registration.AgencyId, registration.ActorCode, registration.DisplayName, registration.Country,
        registration.BodyOfState, registration.Status,
        registration.IdentityVerified, registration.VerifiedUntil, registration.AccreditedUntil,
        registration.ConfidentialityPolicyVersion, registration.ConfidentialityPolicyReviewBy, registration.ChildSpecialist,
        [.. registration.Bindings.Select(binding => new BindingInput(binding.TenantId, binding.AppId ?? "", binding.Subject))],
        registration.PublicKeyJwk is { } jwk ? JsonSerializer.Deserialize<JsonElement>(jwk) : null,
        registration.WebhookTarget,
        [.. registration.Desks.Select(
            desk => new DeskInput(desk.Id, desk.Name, desk.Channel, desk.CheckedUntil, desk.Safeguarding,
                [.. desk.Members.Select(id => id.Value)]))],
        registration.DesignatedContactOnly, registration.GuardianCaseloadLimit, registration.Epoch, registration.RegisterNumber,
        registration.PublicKeyJwk is null ? null : registration.SignedPackages);
}

/// <summary>A person as registered. The version goes into If-Match.</summary>
/// <param name="Subject">The object id under which the person signs in.</param>
/// <param name="Version">Counts the changes; the answer's ETag.</param>
public sealed record PersonView(
    string Id, string RegistrationId, string Subject, IReadOnlyList<string> Roles, DateTimeOffset? VettedUntil, PersonStatus Status,
    bool Volunteer, string? SupervisedBy, bool ChildSpecialist, string? Version = null)
{
    public static PersonView Of(PersonDocument document, string? version = null) => new(
        document.Person.Id, document.Person.RegistrationId, document.Subject, document.Person.Roles, document.Person.VettedUntil,
        document.Person.Status,
        document.Person.Volunteer, document.Person.SupervisedBy, document.Person.ChildSpecialist, version);
}

/// <summary>An agreement as registered.</summary>
public sealed record AgreementView(
    string Id, int Version, string PartyA, string PartyB, IReadOnlyList<LineInput> Lines, IReadOnlyList<string> Purposes,
    string? Roles, string? Means, string? DataProtectionClause, string? ConsentProcedure,
    DateTimeOffset ValidFrom, DateTimeOffset ValidUntil, DateTimeOffset ReviewBy, DateTimeOffset? SignedByA, DateTimeOffset? SignedByB,
    string? ForeignSafeguards, AgreementStatus Status, long Epoch)
{
    public static AgreementView Of(Agreement agreement) => new(
        agreement.Id, agreement.Version, agreement.PartyA, agreement.PartyB,
        [.. agreement.Lines.Select(line => new LineInput(line.Pathway, line.Sender, line.Groups))], agreement.Purposes,
        agreement.Roles, agreement.Means, agreement.DataProtectionClause, agreement.ConsentProcedure,
        agreement.ValidFrom, agreement.ValidUntil, agreement.ReviewBy, agreement.SignedByA, agreement.SignedByB,
        agreement.ForeignSafeguards, agreement.Status, agreement.Epoch);
}

/// <summary>Who did something, by registration and staff id, and when.</summary>
/// <param name="RegistrationId">The registration.</param>
/// <param name="PersonId">Staff id.</param>
/// <param name="At">When.</param>
public sealed record ApprovalView(string RegistrationId, string PersonId, DateTimeOffset At)
{
    public static ApprovalView Of(Approval approval) => new(approval.RegistrationId, approval.PersonId, approval.At);
}

/// <summary>A change, with what it makes of its target.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Concerns">Registrations that it concerns: one, or both parties of an agreement.</param>
/// <param name="Target">Id of what it changes: a registration, a person or an agreement.</param>
public sealed record RegistryChangeView(
    string Id, ChangeKind Kind, ChangeStatus Status,
    IReadOnlyList<string> Concerns, string Target, ApprovalView Proposed, IReadOnlyList<ApprovalView> Approvals, ApprovalView? Decided,
    RegistrationView? Registration, PersonView? Person, AgreementView? Agreement)
{
    public static RegistryChangeView Of(RegistryChange change) => new(
        change.Id, change.Kind, change.Status, [.. change.Concerns.Select(agency => agency.Value)], change.Target,
        ApprovalView.Of(change.Proposed),
        [.. change.Approvals.Select(ApprovalView.Of)], change.Decided is { } decided ? ApprovalView.Of(decided) : null,
        change.Registration is { } registration ? RegistrationView.Of(registration) : null,
        change.Person is { } person ? PersonView.Of(person) : null,
        change.Agreement is { } agreement ? AgreementView.Of(agreement) : null);

    public static string Location(string id) => "/" + Routes.RegistryChanges + "/" + id;
}

/// <summary>One page of a list. No totals: how many there are is nobody's business but the reader's who pages through.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">Cursor of the next page; null at the end.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string? Next);
