using System.Buffers;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions;

/// <summary>
/// The digest of a decision: SHA-256 over one fixed JSON form, written member by member, so that it never depends on
/// serialiser settings.
/// </summary>
public static class DecisionDigest
{
    /// <summary><c>sha256:</c> and 64 hex digits; equal for equal decisions.</summary>
    public static string Digest(this Decision decision)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, decision);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter writer, Decision decision)
    {
        writer.WriteStartObject();
        writer.WriteString("request", decision.RequestId);
        writer.WriteString("kind", WireCode.Of(decision.Kind));
        writer.WriteString("pathway", decision.Pathway);
        writer.WriteString("purpose", decision.Purpose);
        writer.WriteString("direction", WireCode.Of(decision.Direction));
        writer.WriteString("sender", decision.Sender);
        writer.WriteString("recipient", decision.Recipient);
        writer.WriteString("tier", decision.Tier is { } tier ? WireCode.Of(tier) : null);
        writer.WriteString("ground", decision.Ground is { } ground ? WireCode.Of(ground) : null);
        writer.WriteStartArray("reasons");
        foreach (Reason reason in decision.Reasons)
            writer.WriteStringValue(
                string.Join(
                    '|', reason.Step.ToString(CultureInfo.InvariantCulture), reason.Kind, reason.RuleId, reason.WaitsFor,
                    string.Join(',', reason.Missing ?? [])));
        writer.WriteEndArray();
        writer.WriteString("reason", decision.Reason?.Kind);
        writer.WriteStartArray("fields");
        foreach (FieldVerdict verdict in decision.Fields)
            writer.WriteStringValue(
                string.Join('|', verdict.Path, verdict.Treatment, verdict.Limit, verdict.Generaliser, verdict.Reason, verdict.RuleId)
                + (verdict.Without is { Count: > 0 } without ? "|" + string.Join(',', without) : ""));
        writer.WriteEndArray();
        writer.WriteStartArray("flags");
        foreach (string flag in decision.Flags)
            writer.WriteStringValue(flag);
        writer.WriteEndArray();
        // Only where there are any: decisions from before gaps were named keep their digest.
        if (decision.Gaps.Count > 0)
            writer.WriteString("gaps", string.Join(',', decision.Gaps));
        if (decision.Absent.Count > 0)
            writer.WriteString("absent", string.Join(',', decision.Absent));
        writer.WriteBoolean("neutral", decision.NeutralToAsker);
        writer.WriteBoolean("removalBar", decision.RemovalBarMarker);
        writer.WriteString("consent", decision.ConsentId);
        writer.WriteNumber("consentVersion", decision.ConsentVersion);
        writer.WriteString("scope", decision.ScopeId);
        writer.WriteString("agreement", decision.AgreementId);
        writer.WriteNumber("agreementVersion", decision.AgreementVersion);
        writer.WriteString("risk", decision.RiskAssessmentId);
        writer.WriteString("policy", decision.PolicyVersion);
        writer.WriteString("profile", decision.ProfileVersion);
        writer.WriteString("confidentialityPolicy", decision.ConfidentialityPolicyVersion);
        writer.WriteString("facts", decision.FactsDigest);
        writer.WriteString(
            "epochs",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{decision.Epochs.Case}|{decision.Epochs.Sender}|{decision.Epochs.Recipient}|{decision.Epochs.Agreement}"));
        // Only where there is one: digests of decisions from before stay what they were.
        if (decision.Desk is { } desk)
            writer.WriteString("desk", desk);
        if (decision.ApprovalId is { } approval)
            writer.WriteString("approval", approval);
        writer.WriteString("at", decision.DecidedAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }
}
