using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;
using DataSharing.Tests.Kit;

namespace DataSharing.Benchmarks.Support;

/// <summary>Consents and values that suffice. Values say what they stand for and nobody's name.</summary>
internal static class AllowedFacts
{
    public static Consent Consent(
        string id, string caseId, string holder, string recipient, Pathway pathway, string country, DateTimeOffset now) =>
        Allowed.Consent(id, caseId, holder, pathway.Purpose, country, now.AddDays(-1), now.AddDays(100)) with
        {
            Scopes =
            [
                new ConsentScope
                {
                    Id = "scope-1",
                    Recipients = [new RecipientChoice(recipient)],
                    Pathway = pathway.Id,
                    Tier = pathway.Ceiling,
                    FullByExplicitChoice = pathway.Ceiling == Tier.Full,
                    DisclosureLevel = pathway.Levels.Count > 1 ? pathway.Levels[0].Id : null,
                    AtPersonsRequest = true,
                    DiscussedAt = now.AddDays(-2),
                },
            ],
        };

    public static FieldValue Value(string path, DateTimeOffset now) => new()
    {
        Path = path,
        State = ValueState.Stated,
        Text = $"what was said about {path}, in a sentence or two as a caseworker would write it",
        RecordedBy = "worker",
        RecordedAt = now,
    };
}
