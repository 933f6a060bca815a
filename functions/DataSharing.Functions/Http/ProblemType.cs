namespace DataSharing.Functions.Http;

/// <summary>
/// A kind of problem the API can answer with: a stable URI, a status and a title (RFC 9457, section 3.1).
/// The set is closed: each is documented in the OpenAPI document and tested.
/// </summary>
/// <remarks>
/// The URI is a name that resolves nowhere, because agencies compare it, and a problem is the same on every server (RFC 9457,
/// section 3.1.1, allows it). Its page is on each server, and each answer says where: <see cref="Page"/>.
/// </remarks>
public sealed record ProblemType(string Slug, int Status, string Title)
{
    public string Uri => "urn:datasharing:problem:" + Slug;

    /// <summary>Where its page is, without scheme and host. Sent with each answer as a link <c>help</c> (RFC 8288).</summary>
    public string Page => $"/{Routes.Problems}/{Slug}";

    // the body
    public static readonly ProblemType MalformedJson = new("malformed-json", 400, "The body is not valid JSON");
    public static readonly ProblemType MissingBody = new("missing-body", 400, "A body is required");
    public static readonly ProblemType UnexpectedBody = new("unexpected-body", 400, "The operation takes no body");
    public static readonly ProblemType UnknownMember = new("unknown-member", 400, "The body has a member that is not known here");
    public static readonly ProblemType DuplicateMember = new("duplicate-member", 400, "The body has the same member twice");
    public static readonly ProblemType MissingMember = new("missing-member", 400, "A required member is missing");
    public static readonly ProblemType WrongType = new("wrong-type", 400, "A member has a value of the wrong type");
    public static readonly ProblemType InvalidValue = new("invalid-value", 422, "A member has a value that is not allowed");
    public static readonly ProblemType BodyTooLarge = new("body-too-large", 413, "The body is too large");
    public static readonly ProblemType UnsupportedMediaType = new(
        "unsupported-media-type", 415, "The media type of the body is not supported");
    public static readonly ProblemType NotAcceptable = new("not-acceptable", 406, "No representation fits the Accept header");

    // references in the body or the address
    public static readonly ProblemType UnknownField = new("unknown-field", 422, "A field path is not in the catalogue");
    public static readonly ProblemType UnknownPathway = new("unknown-pathway", 422, "The pathway is not known");
    public static readonly ProblemType UnknownFieldGroup = new("unknown-field-group", 422, "The field group is not known");
    public static readonly ProblemType UnknownActorCode = new("unknown-actor-code", 422, "The actor code is not known");
    public static readonly ProblemType UnknownAgency = new("unknown-agency", 422, "The agency is not registered");
    public static readonly ProblemType UnknownPerson = new("unknown-person", 422, "The person is not registered");
    public static readonly ProblemType MalformedId = new("malformed-id", 400, "An identifier is malformed");
    public static readonly ProblemType MalformedCursor = new("malformed-cursor", 400, "The cursor is malformed or belongs to another list");
    public static readonly ProblemType InvalidQuery = new("invalid-query", 400, "A query parameter is unknown, repeated or malformed");
    public static readonly ProblemType MethodNotAllowed = new("method-not-allowed", 405, "The address has no such method");
    public static readonly ProblemType NotFound = new("not-found", 404, "There is nothing here for this caller");

    // who
    public static readonly ProblemType MissingToken = new("missing-token", 401, "A bearer token is required");
    public static readonly ProblemType InvalidToken = new("invalid-token", 401, "The bearer token is not valid here");
    public static readonly ProblemType ExpiredToken = new("expired-token", 401, "The bearer token has expired");
    public static readonly ProblemType UnknownCaller = new("unknown-caller", 403, "The token belongs to no active registration");
    public static readonly ProblemType WrongRole = new("wrong-role", 403, "The caller lacks the role for this operation");
    public static readonly ProblemType WrongAgency = new("wrong-agency", 403, "Another agency than the caller's decides this");
    public static readonly ProblemType MissingActingPerson = new(
        "missing-acting-person", 400, "An application must name the person it acts for");
    public static readonly ProblemType UnregisteredPerson = new(
        "unregistered-person", 403, "The acting person is not registered with the agency, or the vetting has lapsed");
    public static readonly ProblemType MissingPurpose = new("missing-purpose", 400, "The purpose of reading must be stated");
    public static readonly ProblemType SignInRequired = new(
        "sign-in-required", 403, "The person must sign in; an application cannot do this for her");
    public static readonly ProblemType SamePerson = new("same-person", 403, "A second person is required");

    // requests and their order
    public static readonly ProblemType MissingIdempotencyKey = new(
        "missing-idempotency-key", 400, "The Idempotency-Key header is required");
    public static readonly ProblemType MalformedIdempotencyKey = new(
        "malformed-idempotency-key", 400, "The Idempotency-Key header is malformed");
    public static readonly ProblemType IdempotencyKeyInFlight = new(
        "idempotency-key-in-flight", 409, "A request with this Idempotency-Key is still being handled");
    public static readonly ProblemType IdempotencyKeyReused = new(
        "idempotency-key-reused", 422, "The Idempotency-Key was used with another body");
    public static readonly ProblemType MissingIfMatch = new("missing-if-match", 428, "The If-Match header is required");
    public static readonly ProblemType MalformedIfMatch = new("malformed-if-match", 400, "The header names no version");
    public static readonly ProblemType StaleIfMatch = new("stale-if-match", 412, "The resource has changed since it was read");
    public static readonly ProblemType AlreadyExists = new("already-exists", 409, "The resource exists already");
    public static readonly ProblemType StateConflict = new("state-conflict", 409, "The resource is in a state that does not allow this");
    public static readonly ProblemType TooManyRequests = new("too-many-requests", 429, "Too many requests");
    public static readonly ProblemType Damaged = new("damaged", 503, "What is stored cannot be read");
    public static readonly ProblemType Unavailable = new("unavailable", 503, "The service cannot answer now; nothing was changed");

    // consent and sharing
    public static readonly ProblemType CaseloadFull = new(
        "caseload-full", 409, "The guardian advocate has as many children as the limit allows");
    public static readonly ProblemType InvalidConsent = new("invalid-consent", 422, "The consent lacks what an informed consent needs");
    public static readonly ProblemType InvalidAgreement = new("invalid-agreement", 422, "The agreement lacks what an agreement needs");
    public static readonly ProblemType ChannelUnsafe = new("channel-unsafe", 409, "No channel to the person is recorded as safe for this");
    public static readonly ProblemType NotReady = new("not-ready", 409, "The sharing request has no package to collect yet");
    public static readonly ProblemType NotCollectable = new("not-collectable", 403, "This caller may not collect this package");
    public static readonly ProblemType SharingStopped = new("sharing-stopped", 410, "Sharing was stopped");
    public static readonly ProblemType Superseded = new("superseded", 410, "The package no longer fits what may be shared and was stopped");
    public static readonly ProblemType Expired = new("expired", 410, "The package has expired");
    public static readonly ProblemType Closed = new("closed", 410, "The sharing request is closed");

    /// <summary>Every type, for the OpenAPI document and for tests.</summary>
    public static IReadOnlyList<ProblemType> All { get; } =
        [.. typeof(ProblemType).GetFields().Where(f => f.FieldType == typeof(ProblemType)).Select(f => (ProblemType)f.GetValue(null)!)];
}
