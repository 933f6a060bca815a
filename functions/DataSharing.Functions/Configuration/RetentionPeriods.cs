namespace DataSharing.Functions.Configuration;

/// <summary>
/// How long the national profile lets the app keep what it keeps for its own working. Source: design.md, "Retention"; R-169.
/// </summary>
/// <remarks>
/// Consents, releases and the access log are kept for the law's limitation period (profile: <c>consent</c>,
/// <c>accessLog</c>) and are never touched here. Packages have their end in the release itself.
/// </remarks>
public static class RetentionPeriods
{
    public const string Request = "request";
    public const string IdempotencyKey = "idempotencyKey";
    public const string Orchestration = "orchestration";
    public const string UnconfirmedCase = "unconfirmedCase";
    public const string Consent = "consent";

    /// <summary>Throws <see cref="InvalidDataException"/> when the profile does not say: nothing is disposed of by guess.</summary>
    public static TimeSpan Of(PolicySet policy, string @class) =>
        policy.Profile.Retention.TryGetValue(@class, out RetentionRule? rule)
            ? rule.Keep
            : throw new InvalidDataException($"profile.json: retention has no class {@class}");
}
