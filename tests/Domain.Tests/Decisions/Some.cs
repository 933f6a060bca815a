using DataSharing.Domain.Agreements;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Tests.Kit;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>Whole, valid facts to start from.</summary>
internal static class Some
{
    private static DateTimeOffset Now => World.Now;

    internal static Registration Agency(string id, string actor) =>
        Allowed.Agency(id, actor, World.Policy.Profile.Country, Now);

    internal static CaseFacts AdultCase() => Allowed.Adult("case-1", "reg-holder", Now) with { Epoch = 1 };

    /// <summary>A record that answers every field, with contacts that are safe in both places, a child and a disappearance.</summary>
    internal static RecordFacts Record() => new()
    {
        Usable = [.. World.Policy.Fields.Keys.Order(StringComparer.Ordinal)],
        Answers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["contact.phone.safeToUse"] = "yes",
            ["contact.email.safeToUse"] = "yes",
            ["contact.lettersSafe"] = "yes",
            ["dependants.identity"] = "yes",
            ["risk.disappearance"] = "yes",
        },
    };

    /// <summary>A whole consent; its purpose is filled in from the scope's pathway when empty.</summary>
    internal static Consent Consent(string purpose = "") =>
        Allowed.Consent("consent-1", "case-1", "reg-holder", purpose, World.Policy.Profile.Country, Now.AddDays(-10), Now.AddDays(100));

    internal static Consent ByGuardian(Consent adult) => adult with
    {
        Basis = ConsentBasis.Child,
        Evidence = adult.Evidence with
        {
            Guardian = new GuardianConsent("guardian-1", GuardianCapacity.ParentalGuardian, Now.AddDays(-10)),
            Child = ChildAnswer.Agrees,
            ChildInformed = true,
            Interpreter = adult.Evidence.Interpreter is { } interpreter ? interpreter with { ChildSpecialised = true } : null,
        },
    };

    internal static Agreement Agreement(string sender, string recipient, string pathway) => Allowed.Agreement(
        sender, recipient, pathway, World.Policy.Pathways.TryGetValue(pathway, out Pathway? known) ? known.Purpose : "HOUSE", Now);
}
