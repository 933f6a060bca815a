using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Redaction;

/// <summary>
/// Turns a record into what one decision lets through. Allow-list only: it starts from the decision's released paths and adds
/// nothing. A value that cannot be treated as decided is left out. Pure and thread safe. Source.
/// </summary>
public static class Redactor
{
    /// <summary>Applies a decision to a record.</summary>
    /// <param name="decision">A decision that releases.</param>
    /// <param name="values">The record's values; those of other paths are not looked at, but for coded answers on interpretation and
    /// safety.</param>
    /// <param name="subject">The case facts the decision rested on: agreed items, grades.</param>
    /// <param name="policy">The policy the decision rested on.</param>
    /// <param name="handle">A random handle made for this delivery by the caller.</param>
    /// <exception cref="ArgumentException">The decision releases nothing, rests on another policy, or the handle is empty.</exception>
    public static Payload Apply(Decision decision, IReadOnlyList<FieldValue> values, CaseFacts subject, PolicySet policy, string handle)
    {
        if (!decision.Releases || decision.Tier is not { } tier)
            throw new ArgumentException("decision releases nothing", nameof(decision));
        if (decision.PolicyVersion != policy.Version)
            throw new ArgumentException("decision rests on another policy", nameof(policy));
        ArgumentException.ThrowIfNullOrWhiteSpace(handle);
        var byPath = new Dictionary<string, FieldValue>(StringComparer.Ordinal);
        foreach (FieldValue value in values)
            if (policy.Fields.TryGetValue(value.Path, out PolicyField? field) && field.IsKept)
                byPath[value.Path] = value;
        var day = DateOnly.FromDateTime(decision.DecidedAt.UtcDateTime);
        var beside = new Beside(
            day,
            policy.Profile.AgeOfMajority,
            SafetyFacts.Of(policy, subject, CodedAnswers.FactsOf(policy, values, day), decision.DecidedAt).Case.Age.At(decision.DecidedAt),
            byPath.TryGetValue(GeneraliserAnswers.InterpreterRequired, out FieldValue? needed)
                ? CodedAnswers.Of(policy.Fields[GeneraliserAnswers.InterpreterRequired], needed)
                : null,
            tier);
        var entries = new List<PayloadEntry>();
        var absent = new List<string>();
        foreach (FieldVerdict verdict in decision.Fields)
        {
            if (!verdict.Released)
                continue;
            PayloadEntry? entry = verdict.Treatment == Treatment.NewHandle
                ? new PayloadEntry { Path = verdict.Path, Text = handle }
                : PolicyField.IsAboutTheDelivery(verdict.Path) ? Process(decision, verdict.Path)
                : byPath.TryGetValue(verdict.Path, out FieldValue? known) ? Treat(
                    decision, verdict, known.LeavingOut(verdict.Without), beside, subject, policy)
                : null;
            if (entry is null)
                absent.Add(verdict.Path);
            else
                entries.Add(entry);
        }

        entries.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return new Payload
        {
            Handle = handle,
            Pathway = decision.Pathway,
            Purpose = decision.Purpose,
            Tier = tier,
            Entries = entries,
            Absent = absent,
        };
    }

    // INVARIANT: data about the delivery itself is known from the decision alone. No approval covers it, so that what a record held
    // in its place would leave unapproved.
    private static PayloadEntry? Process(Decision decision, string path) => path switch
    {
        "consent.scope" when decision.ConsentId is { } id => new PayloadEntry
        {
            Path = path,
            Text = string.Create(CultureInfo.InvariantCulture, $"{id} v{decision.ConsentVersion}"),
        },
        "consent.lifetime" when decision.ConsentId is not null => new PayloadEntry
        {
            Path = path,
            Parts = new Dictionary<string, string> { ["valid"] = "yes" },
        },
        "request.core" => new PayloadEntry { Path = path, Text = decision.RequestId },
        _ => null,
    };

    private static PayloadEntry? Treat(
        Decision decision, FieldVerdict verdict, FieldValue value, Beside beside, CaseFacts subject, PolicySet policy)
    {
        PolicyField field = policy.Fields[verdict.Path];
        Tier tier = beside.Tier;
        HandlingMark? handling = Handling(subject, verdict.Path);
        if (verdict.Treatment == Treatment.Generalised)
        {
            string? coarser = Generalisers.Apply(verdict.Generaliser!.Value, field, value, beside);
            // What is told from another field travels under that one's conditions.
            return coarser is null ? null : new PayloadEntry
            {
                Path = verdict.Path,
                Text = coarser,
                Handling = handling
                    ?? (GeneraliserAnswers.ToldBy(verdict.Generaliser.Value) is { } other ? Handling(subject, other) : null),
            };
        }

        // Every item of it is left out.
        if (verdict.Without is { Count: > 0 } && value.Items.Count == 0)
            return null;
        // An unasked or declined question is an answer too, except where even that could single her out.
        if (value.State is ValueState.Unknown or ValueState.Declined)
            return tier <= Tier.Case || verdict.Treatment == Treatment.Limited
                ? null
                : new PayloadEntry { Path = verdict.Path, State = value.State };
        if (verdict.Treatment == Treatment.Limited)
            return Limited(decision, field, verdict, value, subject, policy, handling);
        if (tier <= Tier.Case)
            return Coded(field, value, handling, subject, decision);
        // Below FULL, and for what the court's route keeps at every tier, prose passes as the text she approved and nothing beside
        // it, or as an order says.
        if (field.FreeText && (tier < Tier.Full || field.Never.Contains(NeverFlag.CourtRoute)) && !Ordered(subject, decision, field.Path))
            return Approved(decision, value)
                ? new PayloadEntry { Path = value.Path, State = value.State, Text = value.Text, Handling = handling }
                : null;
        return new PayloadEntry
        {
            Path = value.Path,
            State = value.State,
            Text = value.Text,
            Codes = value.Codes,
            Parts = value.Parts,
            Items = [.. value.Items.Select(i => i.Text)],
            Notes = tier == Tier.Full ? value.Notes : null,
            Source = value.Source,
            Handling = handling,
        };
    }

    // Below PORTION words never pass, only terms of closed lists; and items she agreed to, one by one.
    private static PayloadEntry? Coded(PolicyField field, FieldValue value, HandlingMark? handling, CaseFacts subject, Decision decision)
    {
        if (field.FreeText)
            return Approved(decision, value) ? new PayloadEntry { Path = value.Path, Text = value.Text, Handling = handling } : null;
        string[] codes = Generalisers.Of(field, value.Codes);
        if (codes.Length == 0 && value.Text is { } text && field.Codes.Contains(text))
            codes = [text];
        string[] items = value.Items.Where(i => AgreedItem(subject, value.Path, decision.Recipient, i)).Select(i => i.Text).ToArray();
        return codes.Length == 0 && items.Length == 0 ? null : new PayloadEntry
        {
            Path = value.Path,
            Codes = codes,
            Items = items,
            Handling = handling,
        };
    }

    private static PayloadEntry? Limited(
        Decision decision, PolicyField field, FieldVerdict verdict, FieldValue value, CaseFacts subject, PolicySet policy,
        HandlingMark? handling)
    {
        LimitRule rule = policy.Limits[verdict.Limit!.Value];
        switch (rule.Mode)
        {
            case LimitMode.Part:
                return value.Parts.TryGetValue(rule.Part!, out string? part)
                    ? new PayloadEntry
                    {
                        Path = value.Path,
                        State = value.State,
                        Parts = new Dictionary<string, string> { [rule.Part!] = part },
                        Handling = handling,
                    }
                    : null;
            case LimitMode.YesNo:
                return CodedAnswers.Of(field, value) is ("yes" or "no") and var answer
                    ? new PayloadEntry { Path = value.Path, Text = answer, Handling = handling }
                    : null;
            case LimitMode.Marker:
                return CodedAnswers.Of(field, value) == "yes"
                    ? new PayloadEntry { Path = value.Path, Text = rule.Part, Handling = handling }
                    : null;
            case LimitMode.Items:
                string[] items = value.Items.Where(i => ItemPasses(decision, verdict, i, value.Path, subject)).Select(i => i.Text)
                    .ToArray();
                return items.Length == 0 ? null : new PayloadEntry
                {
                    Path = value.Path,
                    State = value.State,
                    Items = items,
                    Handling = handling,
                };
            default:
                // A condition is judged in the decision and released as it is; anything else here is not understood.
                return null;
        }
    }

    private static bool ItemPasses(Decision decision, FieldVerdict verdict, ValueItem item, string path, CaseFacts subject) =>
        verdict.Limit switch
        {
            PortionLimit.AgreedItemsOnly => AgreedItem(subject, path, decision.Recipient, item),
            PortionLimit.OwnPurposeLineOnly => item.Purpose == decision.Purpose,
            PortionLimit.WithSupportedField => item.Supports is { } supported && decision.ReleasesField(supported),
            PortionLimit.OwnConsentOnly => item.Id == decision.ConsentId?.Value,
            _ => false,
        };

    // An agreement without a digest is to the field as it stands; for single items only a digest tells which was meant.
    private static bool AgreedItem(CaseFacts subject, string path, RegistrationId recipient, ValueItem item)
    {
        string digest = item.Digest();
        foreach (ItemAgreement agreement in subject.ItemAgreements)
            if (agreement.Path == path && agreement.RecipientId == recipient && agreement.ItemDigest == digest)
                return true;
        return false;
    }

    // INVARIANT: prose is decided to pass only in a content that she approved, and whoever sends on such a decision compares the
    // whole of what would go with what she approved, by a digest that the system computes.
    private static bool Approved(Decision decision, FieldValue value) => value.Text is not null && decision.ApprovalId is not null;

    private static bool Ordered(CaseFacts subject, Decision decision, string path)
    {
        foreach (CourtOrder order in subject.CourtOrders)
            if (order.Opens(path, decision.Recipient, decision.DecidedAt))
                return true;
        return false;
    }

    private static HandlingMark? Handling(CaseFacts subject, string path)
    {
        foreach (HandlingMark mark in subject.Handling)
            if (mark.Path == path)
                return mark;
        return null;
    }
}
