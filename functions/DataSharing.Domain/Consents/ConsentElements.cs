using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Consents;

/// <summary>
/// The elements every consent must show, whenever it is looked at. Judged by the basis the consent itself claims; whether
/// that basis fits the person is judged apart.
/// </summary>
internal static class ConsentElements
{
    internal static void Check(Consent consent, DateTimeOffset now, List<ConsentFinding> found)
    {
        InformedEvidence evidence = consent.Evidence;
        Explanation(consent, evidence, found);
        Freedom(consent, evidence, found);
        Keeping(evidence, found);
        if (evidence.Interpreter is { } interpreter)
            Interpreter(consent, interpreter, evidence.ExplainedAt ?? now, found);
        if (consent.Basis == ConsentBasis.Child)
            ChildParticipation(evidence, found);
    }

    private static void Explanation(Consent consent, InformedEvidence evidence, List<ConsentFinding> found)
    {
        if (evidence.ExplainedBy is null)
            Invalid("evidence.explainedBy", "R-005");
        if (evidence.ExplainedAt is null)
            Invalid("evidence.explainedAt", "R-005");
        if (string.IsNullOrEmpty(evidence.Language))
            Invalid("evidence.language", "R-005");
        if (!evidence.LanguageUnderstood)
            Invalid("evidence.languageUnderstood", "R-004");
        if (!evidence.ConsequencesExplained)
            Invalid("evidence.consequencesExplained", "R-004");
        if (!evidence.AlternativesExplained)
            Invalid("evidence.alternativesExplained", "R-004");
        if (!evidence.ConfidentialityExplained)
            Invalid("evidence.confidentialityExplained", "R-008");
        if (consent.NoticeVersion is null)
            Invalid("noticeVersion", "R-008");
        if (consent.Purpose is PurposeCodes.Evid or PurposeCodes.Intel or PurposeCodes.Film)
        {
            if (!evidence.ToldCaseMayContinue)
                Invalid("evidence.toldCaseMayContinue", "R-047");
            if (!evidence.ToldJusticeRights)
                Invalid("evidence.toldJusticeRights", "R-204");
        }

        void Invalid(string path, string rule) => found.Add(new(path, ReasonKinds.ConsentInvalidForm, rule));
    }

    private static void Freedom(Consent consent, InformedEvidence evidence, List<ConsentFinding> found)
    {
        if (evidence.OtherPurposesInAct.Count > 0)
            found.Add(new("evidence.otherPurposesInAct", ReasonKinds.ConsentInvalidForm, "R-003"));
        if (evidence.Pressure)
            found.Add(new("evidence.pressure", ReasonKinds.ConsentInvalidForm, "R-013"));
        foreach (PersonPresent present in evidence.Present)
            if (!present.Vetted || present.MayControl)
                found.Add(new("evidence.present", ReasonKinds.PresenceUnvetted, "R-013"));
        if (!evidence.TimeToReflect && !evidence.UrgentSafeguarding)
            found.Add(new("evidence.timeToReflect", ReasonKinds.ConsentInvalidForm, "R-009"));
        if (consent.Purpose is PurposeCodes.Evid or PurposeCodes.Intel or PurposeCodes.Film
            && !evidence.UrgentSafeguarding
            && (evidence.GivenInSession is null || evidence.GivenInSession == evidence.FirstExplainedInSession))
            found.Add(new("evidence.givenInSession", ReasonKinds.ConsentInvalidForm, "R-009"));
    }

    private static void Keeping(InformedEvidence evidence, List<ConsentFinding> found)
    {
        if (evidence.Form == ConsentForm.None)
            found.Add(new("evidence.form", ReasonKinds.ConsentInvalidForm, "R-006"));
        else if (string.IsNullOrEmpty(evidence.FormReference))
            found.Add(new("evidence.formReference", ReasonKinds.ConsentInvalidForm, "R-006"));
        if (!evidence.Signed)
            found.Add(new("evidence.signed", ReasonKinds.ConsentInvalidForm, "R-016"));
        if (evidence.Form is ConsentForm.VoiceRecord or ConsentForm.VideoRecord)
        {
            if (!evidence.RecordingForAccessNeed)
                found.Add(new("evidence.recordingForAccessNeed", ReasonKinds.ConsentInvalidForm, "R-246"));
            if (!evidence.ReadBackInOwnWords)
                found.Add(new("evidence.readBackInOwnWords", ReasonKinds.ConsentInvalidForm, "R-246"));
        }
    }

    private static void Interpreter(Consent consent, InterpreterEvidence interpreter, DateTimeOffset at, List<ConsentFinding> found)
    {
        if (interpreter.RelatedOrAssociated)
            Unfit("evidence.interpreter.relatedOrAssociated", "R-118");
        if (interpreter.VettingReference is null || interpreter.VettedUntil is not { } until || at >= until)
            Unfit("evidence.interpreter.vettingReference", "R-117");
        if (!SameLanguage(interpreter.Language, consent.Evidence.Language))
            Unfit("evidence.interpreter.language", "R-117");
        if (interpreter.OwnCommunity && !interpreter.PersonPrefersOwnCommunity)
            Unfit("evidence.interpreter.ownCommunity", "R-123");
        if (consent.Basis == ConsentBasis.Child && !interpreter.ChildSpecialised)
            Unfit("evidence.interpreter.childSpecialised", "R-122");

        void Unfit(string path, string rule) => found.Add(new(path, ReasonKinds.InterpreterUnfit, rule));
    }

    // A dialect of the language explained in is fluent enough; another language is not.
    private static bool SameLanguage(string interpreted, string? explained) =>
        explained is not null
        && string.Equals(interpreted.Split('-')[0], explained.Split('-')[0], StringComparison.OrdinalIgnoreCase);

    private static void ChildParticipation(InformedEvidence evidence, List<ConsentFinding> found)
    {
        switch (evidence.Guardian?.Capacity)
        {
            case GuardianCapacity.ParentalGuardian or GuardianCapacity.Court:
                break;
            case null:
                found.Add(new("evidence.guardian", ReasonKinds.ConsentInvalidForm, "R-129"));
                break;
            // The advocate supports and is present, but never signs.
            case GuardianCapacity.GuardianAdvocate:
                found.Add(new("evidence.guardian.capacity", ReasonKinds.ChildGuardianMissing, "R-130"));
                break;
            default:
                found.Add(new("evidence.guardian.capacity", ReasonKinds.ChildGuardianUnfit, "R-234"));
                break;
        }

        if (evidence.Child == ChildAnswer.NotRecorded)
            found.Add(new("evidence.child", ReasonKinds.ConsentInvalidForm, "R-129"));
        if (!evidence.ChildInformed)
            found.Add(new("evidence.childInformed", ReasonKinds.ConsentInvalidForm, "R-144"));
    }
}
