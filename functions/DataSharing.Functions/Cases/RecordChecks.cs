namespace DataSharing.Functions.Cases;

/// <summary>Turns a record as given into values, or names every member that cannot stand. Never repeats a value.</summary>
public sealed class RecordChecks(PolicySet policy, TimeProvider time)
{
    // Parts that redaction looks for beside those of the limits.
    private readonly HashSet<string> _parts =
        [
            .. policy.Limits.Values.Where(limit => limit is { Mode: LimitMode.Part, Part: not null }).Select(limit => limit.Part!),
            "country",
            "region",
            "district",
        ];

    /// <returns>Refused: unknown-field or invalid-value.</returns>
    public Result<FieldValue[]> Check(RecordBody body, PersonId person)
    {
        var defects = new BodyDefects();
        DateTimeOffset now = time.GetUtcNow();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < body.Fields.Count && defects.Count < 100; i++)
        {
            RecordField field = body.Fields[i];
            string at = $"/fields/{i}";
            PolicyField? known = policy.Fields.GetValueOrDefault(field.Path);
            if (known is null)
                defects.Add(ProblemType.UnknownField, at + "/path", "the field path is not in the catalogue");
            else
            {
                defects.Unless(
                    known.IsKept, at + "/path",
                    "no record holds this field: the system makes it for each delivery, or counts it over many cases", "R-036");
                Codes(known, field.Codes ?? [], at + "/codes", defects);
            }

            if (field.Path == "identity.dateOfBirth" && field.State is not (ValueState.Unknown or ValueState.Declined))
                defects.Unless(
                    CodedAnswers.BirthDate(field.Value, DateOnly.FromDateTime(now.UtcDateTime)) is not null, at + "/value",
                    $"a date of birth is a day of the Gregorian calendar as yyyy-MM-dd, not ahead and at most {CodedAnswers.OldestAge} "
                        + "years ago",
                    "R-281");
            defects.Unless(seen.Add(field.Path), at + "/path", "the path stands in the record twice");
            Value(field, at, defects);
            Items(field.Items ?? [], at + "/items", defects);
            defects.Past(field.RecordedAt, now, at + "/recordedAt");
        }

        return defects.WhyRefused() is { } refusal ? refusal : body.Fields.Select(field => field.ToValue(person, now)).ToArray();
    }

    private void Value(RecordField field, string at, BodyDefects defects)
    {
        bool hasValue = field.Value is not null || field.Codes is { Count: > 0 } || field.Parts is { Count: > 0 }
            || field.Items is { Count: > 0 };
        bool answered = field.State is not (ValueState.Unknown or ValueState.Declined);
        defects.Unless(hasValue || !answered, at + "/value", "a value that is known is given");
        defects.Unless(!hasValue || answered, at + "/value", "a value that is unknown or declined is not given");
        // A part that no rule asks for would never pass: more likely it is a slip. The name may be anything, so it is not repeated.
        defects.Unless(field.Parts?.Keys.All(_parts.Contains) != false, at + "/parts", "a part has one of the catalogue's names");
    }

    // A code from outside the closed list could carry a name, and would never pass: more likely it is a slip.
    private static void Codes(PolicyField field, IReadOnlyList<string> codes, string at, BodyDefects defects)
    {
        for (int i = 0; i < codes.Count; i++)
            defects.Unless(
                field.Takes(codes[i]), $"{at}/{i}", "the field takes codes of its closed list in the catalogue only",
                "R-279");
    }

    private void Items(IReadOnlyList<RecordItem> items, string at, BodyDefects defects)
    {
        for (int i = 0; i < items.Count; i++)
        {
            defects.Unless(
                items[i].Purpose is not { } code || policy.Purposes.ContainsKey(code), $"{at}/{i}/purpose", "the purpose is not known");
            if (items[i].Supports is { } path && !policy.Fields.ContainsKey(path))
                defects.Add(ProblemType.UnknownField, $"{at}/{i}/supports", "the field path is not in the catalogue");
        }

        defects.Distinct(items.Select(item => item.Id), at, "the item's id stands twice");
    }
}
