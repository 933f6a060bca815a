using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Consents;

/// <summary>
/// The form of a consent's texts, times and lists. Ids and references are opaque: nothing in a consent can hold a name or a
/// sentence.
/// </summary>
internal static class ConsentText
{
    private const int MostScopes = 50, MostRecipients = 100, MostPresent = 50;

    public static Refusal? WhyNot(ConsentInput input)
    {
        var defects = new BodyDefects();
        defects.Opaque(input.Purpose, "/purpose");
        defects.Opaque(input.NoticeVersion, "/noticeVersion");
        defects.Country(input.Jurisdiction, "/jurisdiction");
        Times(input.GivenAt, input.ValidFrom, input.ValidUntil, input.ReviewBy, defects);
        After(input.AfterStop, defects);
        Evidence(input.Evidence, defects);
        if (defects.Few(input.Scopes, "/scopes", MostScopes))
        {
            for (int i = 0; i < input.Scopes.Count; i++)
                Scope(input.Scopes[i], $"/scopes/{i}", defects);
            defects.Distinct(input.Scopes.Select(scope => scope.Id.Value), "/scopes", "the scope's id stands twice");
        }

        return defects.WhyRefused();
    }

    public static Refusal? WhyNot(ReconfirmationInput input)
    {
        var defects = new BodyDefects();
        defects.Opaque(input.NoticeVersion, "/noticeVersion");
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

    private static void After(AfterStopInput? after, BodyDefects defects)
    {
        if (after is null)
            return;
        defects.Opaque(after.Stop, "/afterStop/stop");
        defects.Unless(after.GivenAfter, "/afterStop/givenAfter", "only what was given after the stop counts", "R-264");
    }

    private static void Scope(ConsentScope scope, string at, BodyDefects defects)
    {
        defects.Unless(IdForm.Has(scope.Id), at + "/id", "a scope's id is 3 to 64 lower-case letters, digits and hyphens");
        defects.Opaque(scope.Pathway, at + "/pathway");
        defects.Opaque(scope.Matter, at + "/matter");
        defects.Opaque(scope.DisclosureLevel, at + "/disclosureLevel");
        defects.Unless(
            scope.ApprovedContentDigest is null, at + "/approvedContentDigest",
            "a stated digest proves nothing: say approvedContentOnly, and record the approval of the content itself", "R-270");
        defects.Unless(
            scope.PermitGround is null or "personal" or "coOperation", at + "/permitGround", "the ground is personal or coOperation",
            "R-190");
        defects.Time(scope.ValidFrom, at + "/validFrom");
        defects.Time(scope.ValidUntil, at + "/validUntil");
        if (defects.Few(scope.Recipients, at + "/recipients", MostRecipients))
            defects.Distinct(
                scope.Recipients.Select(recipient => recipient.RegistrationId.Value), at + "/recipients",
                "the recipient stands in the scope twice");
        Each(scope.Included, at + "/included", defects.Opaque, defects);
        Each(scope.Excluded, at + "/excluded", defects.Opaque, defects);
        Each(scope.ExpresslyChosen, at + "/expresslyChosen", defects.Opaque, defects);
        Each(scope.ReliedOn, at + "/reliedOn", defects.Opaque, defects);
        Each(scope.Countries, at + "/countries", defects.Country, defects);
        Each(scope.StatusMayReach, at + "/statusMayReach", defects.Opaque, defects);
    }

    private static void Evidence(InformedEvidence evidence, BodyDefects defects)
    {
        const string At = "/evidence";
        defects.Opaque(evidence.ExplainedBy, At + "/explainedBy");
        defects.Time(evidence.ExplainedAt, At + "/explainedAt");
        Language(evidence.Language, At + "/language", defects);
        defects.Opaque(evidence.FirstExplainedInSession, At + "/firstExplainedInSession");
        defects.Opaque(evidence.GivenInSession, At + "/givenInSession");
        defects.Opaque(evidence.FormReference, At + "/formReference");
        Each(evidence.OtherPurposesInAct, At + "/otherPurposesInAct", defects.Opaque, defects);
        if (evidence.Interpreter is { } interpreter)
        {
            defects.Opaque(interpreter.Id, At + "/interpreter/id");
            defects.Opaque(interpreter.VettingReference, At + "/interpreter/vettingReference");
            defects.Time(interpreter.VettedUntil, At + "/interpreter/vettedUntil");
            Language(interpreter.Language, At + "/interpreter/language", defects);
        }

        if (defects.Few(evidence.Present, At + "/present", MostPresent))
        {
            for (int i = 0; i < evidence.Present.Count; i++)
            {
                defects.Opaque(evidence.Present[i].Id, $"{At}/present/{i}/id");
                defects.Opaque(evidence.Present[i].Role, $"{At}/present/{i}/role");
            }
        }

        defects.Opaque(evidence.Guardian?.Id, At + "/guardian/id");
        defects.Time(evidence.Guardian?.At, At + "/guardian/at");
    }

    private static void Language(string? tag, string pointer, BodyDefects defects) => LanguageTag.Check(tag, pointer, defects, "R-005");

    private static void Each(IReadOnlyList<string> items, string pointer, Action<string, string> check, BodyDefects defects)
    {
        if (!defects.Few(items, pointer))
            return;
        for (int i = 0; i < items.Count; i++)
            check(items[i], $"{pointer}/{i}");
    }
}
