using System.Diagnostics;
using DataSharing.Benchmarks.Support;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Tests.Kit;

namespace DataSharing.Benchmarks.Runs;

internal static class DecideRun
{
    private const int Wanted = 100;

    public static Task RunAsync(Options options)
    {
        int samples = options.Number("samples", 100_000);
        PolicySet policy = Policies.Product;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        (Facts facts, SharingRequest request) = Nearest(policy, now);
        Decision decision = Decider.Decide(policy, request, facts, now);
        Console.WriteLine(
            $"  {request.Pathway}: {decision.Fields.Count} fields decided, {decision.Fields.Count(field => field.Released)} released, "
                + $"{decision.Kind}");
        for (int i = 0; i < 20_000; i++)
            Decider.Decide(policy, request, facts with { }, now);
        double[] rules = new double[samples];
        double[] whole = new double[samples];
        for (int i = 0; i < samples; i++)
        {
            rules[i] = Once(policy, request, facts, now);
            // As after loading: the digest over case and consents is made anew; what the registry holds is the same object as long as
            // its version is.
            whole[i] = Once(policy, request, facts with { }, now);
        }

        Figures.Percentiles("decision over facts just loaded", whole, "us", "< 50");
        Figures.Percentiles("decision over facts decided on before", rules, "us", "< 50");
        return Task.CompletedTask;
    }

    private static double Once(PolicySet policy, SharingRequest request, Facts facts, DateTimeOffset now)
    {
        long since = Stopwatch.GetTimestamp();
        Decider.Decide(policy, request, facts, now);
        return Stopwatch.GetElapsedTime(since).TotalMicroseconds;
    }

    // Of all pathways that are released under plain facts, the one whose number of fields is nearest to the wanted one.
    private static (Facts, SharingRequest) Nearest(PolicySet policy, DateTimeOffset now) => policy.Pathways.Values
        .SelectMany(pathway => pathway.Senders.Order(StringComparer.Ordinal).Take(3), (pathway, sender) => (pathway, sender))
        .Select(pair => World(policy, pair.pathway, pair.sender, pair.pathway.Recipients.Order(StringComparer.Ordinal).First(), now))
        .Select(world => (world, Decision: Decider.Decide(policy, world.Request, world.Facts, now)))
        .Where(decided => decided.Decision.Releases)
        .MinBy(decided => Math.Abs(decided.Decision.Fields.Count - Wanted)).world;

    private static (Facts Facts, SharingRequest Request) World(
        PolicySet policy, Pathway pathway, string from, string to, DateTimeOffset now)
    {
        string country = policy.Profile.Country;
        Registration sender = Allowed.Agency("reg-holder", from, country, now);
        Registration recipient = Allowed.Agency("reg-recipient", to, country, now);
        var facts = new Facts
        {
            Case = Allowed.Adult("case-1", sender.Id, now),
            Record = new RecordFacts { Usable = [.. policy.Fields.Keys] },
            Consents = [AllowedFacts.Consent("consent-1", "case-1", sender.Id, recipient.Id, pathway, country, now)],
            Agreements = [Allowed.Agreement(sender.Id, recipient.Id, pathway.Id, pathway.Purpose, now)],
            Sender = sender,
            Recipient = recipient,
        };
        var request = new SharingRequest
        {
            Id = "request-1",
            Sender = sender.Id,
            Recipient = recipient.Id,
            Pathway = pathway.Id,
            Submitted = new Approval(sender.Id, "staff-1", now),
        };
        return (facts, request);
    }
}
