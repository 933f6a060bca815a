using DataSharing.Domain.Cases;

namespace DataSharing.Domain.Consents;

/// <summary>Times of consents of before a correction, for comparing them with what is said after it.</summary>
public static class CorrectedConsents
{
    /// <summary>When she agreed, and at the latest when the clock was corrected; null: she did not.</summary>
    public static DateTimeOffset? AgreedAt(this IReadOnlyList<ClockCorrection> corrections, Consent consent)
    {
        DateTimeOffset? at = ConsentRules.AgreedAt(consent);
        for (int i = 0; i < corrections.Count; i++)
            if (consent.RecordedAs <= corrections[i].Sequence && corrections[i].At < at)
                at = corrections[i].At;
        return at;
    }
}
