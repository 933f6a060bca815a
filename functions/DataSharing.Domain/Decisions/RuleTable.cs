using DataSharing.Domain.Decisions.Rules;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions;

/// <summary>One rule on a whole request: a reason against it, or null.</summary>
internal sealed record RequestRule(int Step, string Id, Func<Evaluation, Reason?> Evaluate);

/// <summary>One rule on a field: a reason kind against it, or null. The first in order is the field's reason.</summary>
internal sealed record FieldRule(int Step, string Id, Func<Evaluation, FieldItem, string?> Evaluate);

/// <summary>A field under judgement. <paramref name="Grant"/> is null when the pathway does not list it at the tier.</summary>
internal readonly record struct FieldItem(PolicyField Field, FieldGrant? Grant, bool Named);

/// <summary>
/// All rules in evaluation order. Request rules all run, so that the holder sees each reason, and a rule that throws refuses
/// the whole request; field rules run for each field until one withholds it.
/// </summary>
internal sealed record RuleTable(IReadOnlyList<RequestRule> Request, IReadOnlyList<FieldRule> Fields)
{
    internal static RuleTable Default { get; } = new(
        [
            .. Step1Verify.Rules,
            .. Step2Participation.Rules,
            .. Step3Prohibited.Rules,
            .. Step4Agreement.Rules,
            .. Step5AgeAndCapacity.Rules,
            .. Step6Consent.Rules,
            .. Step6Conditions.Rules,
            .. Step6Override.Rules,
            .. Step8Risk.Rules,
            .. Step9Conditions.Rules,
            .. Step11Channel.Rules,
        ],
        [
            .. Step6Fields.Rules,
            .. Step7Originator.Rules,
            .. Step8Fields.Rules,
            .. Step9Fields.Rules,
            .. Step10Never.Rules,
        ]);
}
