using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Consents;

/// <summary>
/// A consent's times, and what may not stand in it twice. Its ids and references are opaque (<see cref="Domain.Forms"/>): nothing in a
/// consent can hold a name or a sentence.
/// </summary>
internal static class ConsentText
{
    public static Refusal? WhyNot(ConsentInput input)
    {
        var defects = new BodyDefects();
        Times(input.GivenAt, input.ValidFrom, input.ValidUntil, input.ReviewBy, defects);
        After(input.AfterStop, defects);
        Evidence(input.Evidence, defects);
        for (int i = 0; i < input.Scopes.Count; i++)
            Scope(input.Scopes[i], $"/scopes/{i}", defects);
        defects.Distinct(input.Scopes.Select(scope => scope.Id.Value), "/scopes", "the scope's id stands twice");
        return defects.WhyRefused();
    }

    public static Refusal? WhyNot(ReconfirmationInput input)
    {
        var defects = new BodyDefects();
        Times(input.GivenAt, null, input.ValidUntil, input.ReviewBy, defects);
        After(input.AfterStop, defects);
        Evidence(input.Evidence, defects);
        return defects.WhyRefused();
    }

    private static void Times(
        DateTimeOffset given, DateTimeOffset? from, DateTimeOffset? until, DateTimeOffset? review, BodyDefects defects)
    {
        defects.Time(given, "/givenAt");
        defects.Time(from, "/validFrom");
        defects.Time(until, "/validUntil");
        defects.Time(review, "/reviewBy");
    }

    private static void After(AfterStopInput? after, BodyDefects defects) => defects.Unless(
        after is null or { GivenAfter: true }, "/afterStop/givenAfter", "only what was given after the stop counts", "R-264");

    private static void Scope(ConsentScope scope, string at, BodyDefects defects)
    {
        defects.Unless(
            scope.ApprovedContentDigest is null, at + "/approvedContentDigest",
            "a stated digest proves nothing: say approvedContentOnly, and record the approval of the content itself", "R-270");
        defects.Unless(
            scope.PermitGround is null or "personal" or "coOperation", at + "/permitGround", "the ground is personal or coOperation",
            "R-190");
        defects.Time(scope.ValidFrom, at + "/validFrom");
        defects.Time(scope.ValidUntil, at + "/validUntil");
        defects.Distinct(
            scope.Recipients.Select(recipient => recipient.RegistrationId.Value), at + "/recipients",
            "the recipient stands in the scope twice");
    }

    private static void Evidence(InformedEvidence evidence, BodyDefects defects)
    {
        const string At = "/evidence";
        defects.Time(evidence.ExplainedAt, At + "/explainedAt");
        defects.Time(evidence.Interpreter?.VettedUntil, At + "/interpreter/vettedUntil");
        defects.Time(evidence.Guardian?.At, At + "/guardian/at");
    }
}
