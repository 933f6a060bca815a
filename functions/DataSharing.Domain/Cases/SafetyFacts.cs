using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Cases;

/// <summary>One fact that stands in two places, which do not agree. For the holder alone.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Facts">What the case's facts say.</param>
/// <param name="Path">Field of the record that says otherwise.</param>
/// <param name="Record">What its coded answer states.</param>
/// <param name="Counts">What counts until the two agree: the more cautious.</param>
public sealed record Contradiction(SafetyFact Fact, string Facts, string Path, string Record, string Counts);

/// <summary>
/// The facts of a case as rules read them: where the record's coded answers say otherwise, the more cautious counts. Missing,
/// unknown and declined are never a yes. Only coded answers are compared, never prose. Pure. Source: R-280.
/// </summary>
public sealed class SafetyFacts
{
    private const string BirthDate = "identity.dateOfBirth";

    private static readonly SafetyFact[] All = Enum.GetValues<SafetyFact>();

    private readonly Dictionary<SafetyFact, string> _counts;

    private readonly HashSet<string>? _doubtful;

    private SafetyFacts(
        CaseFacts subject, IReadOnlyList<Contradiction> contradictions, Dictionary<SafetyFact, string> counts, HashSet<string>? doubtful) =>
        (Case, Contradictions, _counts, _doubtful) = (subject, contradictions, counts, doubtful);

    /// <summary>The facts, with the cautious answers in them; the same object when nothing differs.</summary>
    public CaseFacts Case { get; }

    /// <summary>Where the two places differ, in the order of <see cref="SafetyFact"/>; empty when they agree.</summary>
    public IReadOnlyList<Contradiction> Contradictions { get; }

    /// <summary>Whether a fact says yes in every place that must say so.</summary>
    public bool SaysYes(SafetyFact fact) => _counts[fact] == "yes";

    /// <summary>Whether the places of a fact differ.</summary>
    public bool IsContradicted(SafetyFact fact)
    {
        for (int i = 0; i < Contradictions.Count; i++)
            if (Contradictions[i].Fact == fact)
                return true;
        return false;
    }

    /// <summary>
    /// Whether a field states a fact whose places differ, and not as it counts until they agree: what it says goes to nobody.
    /// </summary>
    public bool IsDoubtful(string path) => _doubtful?.Contains(path) == true;

    /// <summary>Compares the facts with the record.</summary>
    /// <param name="policy">Says which places there are, and which answer is the cautious one.</param>
    /// <param name="subject">The facts as put on record.</param>
    /// <param name="record">What is known of the record; null: nothing is, so that the facts alone count.</param>
    /// <param name="now">When.</param>
    public static SafetyFacts Of(PolicySet policy, CaseFacts subject, RecordFacts? record, DateTimeOffset now)
    {
        var counts = new Dictionary<SafetyFact, string>(policy.Safety.Count);
        List<Contradiction>? found = null;
        HashSet<string>? doubtful = null;
        CaseFacts cautious = Later(subject, record);
        if (!ReferenceEquals(cautious, subject) && subject.Age.At(now) != cautious.Age.At(now))
            (found ??= []).Add(new(SafetyFact.Age, "adult", BirthDate, "child", "child"));
        foreach (SafetyFact fact in All)
        {
            SafetyPair pair = policy.Safety[fact];
            string? own = Own(fact, subject, now);
            string answer = own ?? pair.Cautious[^1];
            foreach (string path in pair.Record)
            {
                if (Said(record, path, cautious, now) is { } said)
                {
                    answer = Earlier(pair, answer, said);
                    if (own is not null && Differ(fact, own, said))
                        (found ??= []).Add(new(fact, own, path, said, Settled(fact, own, answer)));
                }
                // What must be said in both places is not said: no answer is no yes.
                else if (pair.BothSayYes && (record is not null || own is null))
                    answer = pair.Cautious[0];
            }

            if (found is not null && found.Exists(one => one.Fact == fact))
                foreach (string path in pair.Record)
                    if (Said(record, path, cautious, now) != answer)
                        (doubtful ??= new(StringComparer.Ordinal)).Add(path);
            answer = own is null ? answer : Settled(fact, own, answer);
            counts[fact] = answer;
            if (own is not null && answer != own)
                cautious = With(cautious, fact, answer);
        }

        return new(cautious, found ?? (IReadOnlyList<Contradiction>)[], counts, doubtful);
    }

    // Where a child's two first days of adulthood differ, the later one counts.
    private static CaseFacts Later(CaseFacts subject, RecordFacts? record) =>
        subject.Age is { Status: AgeStatus.Child, MajorityAt: { } majority } && record?.ChildUntil is { } day && Start(day) is var adult
            && adult > majority
            ? subject with { Age = subject.Age with { MajorityAt = adult } }
            : subject;

    private static string? Said(RecordFacts? record, string path, CaseFacts cautious, DateTimeOffset now) =>
        record is null ? null : path == BirthDate ? Born(record, cautious, now) : record.Answers.GetValueOrDefault(path);

    // A day's grace to call a child an adult: where the day begins, a date does not say.
    private static string? Born(RecordFacts record, CaseFacts cautious, DateTimeOffset now) =>
        record.ChildUntil is not { } adult ? null
        : DateOnly.FromDateTime(now.UtcDateTime) < adult ? "child"
        : cautious.Age.At(now) == AgeStatus.Child && now - Start(adult) > TimeSpan.FromDays(1) ? "adult"
        : null;

    private static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>What the facts say of one fact: one of <see cref="SafetyAnswers"/>; null: it stands in the record alone.</summary>
    internal static string? Own(SafetyFact fact, CaseFacts subject, DateTimeOffset now) => fact switch
    {
        SafetyFact.PhoneSafe => subject.PhoneSafe ? "yes" : "no",
        SafetyFact.EmailSafe => subject.EmailSafe ? "yes" : "no",
        SafetyFact.Custody => subject.InCustody ? "yes" : "no",
        SafetyFact.Age => subject.Age.Status switch { AgeStatus.Adult => "adult", AgeStatus.Child => "child", _ => "inDoubt" },
        SafetyFact.Guardian => subject.Guardians.Parental switch
        {
            ParentalGuardian.Appointed => "noConflict",
            ParentalGuardian.Implicated => "conflict",
            ParentalGuardian.Unclear => "unclear",
            _ => "none",
        },
        SafetyFact.Cooperation => subject.Cooperation switch
        {
            CooperationChoice.Witness => "witness",
            CooperationChoice.AnonymousIntelligence => "anonymousIntelligence",
            CooperationChoice.Neither => "neither",
            _ => "notRecorded",
        },
        SafetyFact.FamilyDanger =>
            subject.FamilyCheck switch
            {
                CheckState.Raised =>
                "raised",
                CheckState.Clear => "clear",
                CheckState.Open => "open",
                _ => "missing"
            },
        SafetyFact.RemovalBar => subject.Reflection.RemovalBarredAt(now) ? "yes" : subject.Reflection.Start is null ? "notRecorded" : "no",
        _ => null,
    };

    // Not asked yet, nothing known and nobody there are no answers that another could contradict; the cautious one counts all the same.
    private static bool Differ(SafetyFact fact, string own, string said) => fact switch
    {
        SafetyFact.Age => (own, said) is ("adult", "child" or "inDoubt") or ("child", "adult"),
        SafetyFact.Guardian => (own, said) is ("noConflict", "conflict") or ("conflict", "noConflict"),
        SafetyFact.Cooperation => own != "notRecorded" && own != said,
        SafetyFact.FamilyDanger => (own, said) is ("clear", "yes" or "suspected") or ("raised", "no"),
        // One of two grounds may be over while the other bars.
        SafetyFact.RemovalBar => (own, said) is ("no", "yes"),
        _ => own != said,
    };

    private static string Earlier(SafetyPair pair, string one, string other)
    {
        foreach (string answer in pair.Cautious)
            if (answer == one || answer == other)
                return answer;
        return pair.Cautious[0];
    }

    private static string Settled(SafetyFact fact, string own, string answer) => (fact, own, answer) switch
    {
        // One place says adult, another child: that is a doubt, and a doubt is what an assessment can end.
        (SafetyFact.Age, "adult", "child") => "inDoubt",
        // A record that the child's age is being assessed leaves the child a child.
        (SafetyFact.Age, "child", "inDoubt") => "child",
        // Where nobody is appointed, nobody is in conflict: child rules for that stand.
        (SafetyFact.Guardian, "none", _) => "none",
        // A relative who took part is a danger found; one who is suspected, a check that is not done.
        (SafetyFact.FamilyDanger, _, "yes") => "raised",
        (SafetyFact.FamilyDanger, _, "suspected") => "open",
        _ => answer,
    };

    private static CaseFacts With(CaseFacts subject, SafetyFact fact, string answer) => fact switch
    {
        SafetyFact.PhoneSafe => subject with { PhoneSafe = answer == "yes" },
        SafetyFact.EmailSafe => subject with { EmailSafe = answer == "yes" },
        SafetyFact.Custody => subject with { InCustody = answer == "yes" },
        SafetyFact.Age => subject with { Age = subject.Age with { Status = AgeStatus.Disputed } },
        SafetyFact.Guardian => subject with
        {
            Guardians = subject.Guardians with
            {
                Parental = answer == "conflict"
            ? ParentalGuardian.Implicated
            : ParentalGuardian.Unclear
            }
        },
        SafetyFact.FamilyDanger => subject with { FamilyCheck = answer == "raised" ? CheckState.Raised : CheckState.Open },
        SafetyFact.RemovalBar => subject with { Reflection = subject.Reflection with { IdentificationPending = true } },
        SafetyFact.Cooperation => subject with
        {
            Cooperation = answer switch
            {
                "witness" => CooperationChoice.Witness,
                "anonymousIntelligence" => CooperationChoice.AnonymousIntelligence,
                "neither" => CooperationChoice.Neither,
                _ => CooperationChoice.NotRecorded,
            },
        },
        _ => subject,
    };
}
