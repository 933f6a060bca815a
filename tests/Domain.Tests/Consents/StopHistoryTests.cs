using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Tests.Decisions;
using FsCheck;
using FsCheck.Fluent;

namespace DataSharing.Domain.Tests.Consents;

/// <summary>
/// Random lives of a case: consents wide and narrow, for one and several recipients, stops of every extent, reconfirmations, papers
/// typed in late, replacements, and a clock that steps back and forth. Source: R-264.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class StopHistoryTests
{
    private static readonly string[] Pathways = ["shelter-referral", "health-referral"];
    private static readonly (string Id, string Actor)[] Recipients = [
        ("reg-recipient", "SHELT"),
        ("reg-other", "SHELT"),
        ("reg-clinic", "DOC-P"),
    ];

    private static readonly Gen<Step> Steps =
        from kind in Gen.Choose(0, 9)
        from a in Gen.Choose(0, 1000)
        from b in Gen.Choose(0, 1000)
        select new Step(kind, a, b);

    private static readonly Gen<Step[]> Lives =
        from count in Gen.Choose(3, 12)
        from steps in Steps.ArrayOf(count)
        select steps;

    [Fact]
    public void Stop_InAnyLife_NeverMakesMoreReleasable() => Holds(steps =>
    {
        var life = new Life();
        foreach (Step step in steps)
        {
            Dictionary<SharingKey, HashSet<string>> before = life.Releasable();
            HashSet<SharingKey>? stopped = life.Take(step);
            if (stopped is null)
                continue;
            Dictionary<SharingKey, HashSet<string>> after = life.Releasable();
            if (after.Any(now => !now.Value.IsSubsetOf(before[now.Key])))
                return false;
            if (after.Any(now => stopped.Contains(now.Key) && now.Value.Count > 0))
                return false;
        }

        return true;
    });

    [Fact]
    public void ClockStep_AfterAStop_BringsNothingBack() => Holds(steps =>
    {
        var life = new Life();
        foreach (Step step in steps)
        {
            if (life.Take(step) is not { } stopped)
                continue;
            foreach (int by in new[] { -2, -10, -86_400, 86_400, -5_184_000 })
                if (life.Releasable(TimeSpan.FromSeconds(by)).Any(now => stopped.Contains(now.Key) && now.Value.Count > 0))
                    return false;
        }

        return true;
    });

    [Fact]
    public void Lives_DoReleaseAndStop()
    {
        (int released, int stopped, int refused) = (0, 0, 0);
        Holds(steps =>
        {
            var life = new Life();
            foreach (Step step in steps)
            {
                if (life.Take(step) is not null)
                    stopped++;
                if (life.Releasable().Any(one => one.Value.Count > 0))
                    released++;
            }

            refused += life.Refused;
            return true;
        });
        Assert.True(
            released > 300 && stopped > 300 && refused > 100,
            $"{released} releasing, {stopped} stops, {refused} refused: too few to prove much");
    }

    private static void Holds(Func<Step[], bool> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Lives.ToArbitrary(), property));

    public sealed record Step(int Kind, int A, int B);

    private sealed class Life
    {
        private readonly List<Consent> _consents = [];
        private List<Stop> _stops = [];
        private DateTimeOffset _now = World.Now;
        private long _recorded;

        internal int Refused { get; private set; }

        /// <summary>What is stopped, where the step was a stop that is acknowledged.</summary>
        internal HashSet<SharingKey>? Take(Step step)
        {
            _now = _now.AddSeconds(1);
            switch (step.Kind)
            {
                case 0:
                    _now = _now.AddSeconds(new[] { -5, -20, -86_400, 86_400, 5_184_000, -5_184_000 }[step.A % 6]);
                    return null;
                case <= 3:
                    Record(step, _now.AddSeconds(step.B % 3 == 0 ? -3600 : 0));
                    return null;
                case 4:
                    Reconfirm(step);
                    return null;
                default:
                    return Stop(step);
            }
        }

        internal Dictionary<SharingKey, HashSet<string>> Releasable(TimeSpan clock = default)
        {
            var found = new Dictionary<SharingKey, HashSet<string>>();
            foreach (string pathway in Pathways)
                foreach ((string id, string actor) in Recipients)
                {
                    var world = World.For(pathway, "ADV", actor);
                    world = world with
                    {
                        Recipient = Some.Agency(id, actor),
                        Request = world.Request with { Recipient = id },
                        Consents = _consents,
                        // The assessment outlasts every step of the clock: what is looked at here is consents and stops.
                        Case = world.Case! with
                        {
                            Risk = world.Case.Risk! with { At = World.Now.AddYears(5) },
                            Stops = _stops,
                            HighestTime = _stops.Max(stop => (DateTimeOffset?)stop.At),
                        },
                    };
                    Decision decision = Decider.Decide(World.Policy, world.Request, world.Facts(), _now + clock);
                    found[new SharingKey(World.Policy.Pathways[pathway].Purpose, pathway, id)] =
                        [.. decision.Fields.Where(field => decision.ReleasesField(field.Path)).Select(field => field.Path)];
                }

            return found;
        }

        private void Record(Step step, DateTimeOffset given)
        {
            Pathway pathway = World.Policy.Pathways[Pathways[step.A % 2]];
            IEnumerable<(string Id, string Actor)> recipients = Recipients.Where((_, i) =>
                (step.B >> i & 1) == 1).DefaultIfEmpty(Recipients[0]);
            Consent consent = Some.Consent(pathway.Purpose) with
            {
                Id = $"consent-{_consents.Count}",
                GivenAt = given,
                ValidFrom = World.Now.AddYears(-1),
                ValidUntil = World.Now.AddYears(2),
                ReviewBy = World.Now.AddYears(2),
                Scopes =
                [
                    World.For(pathway.Id).Scope with
                    {
                        Recipients = [.. recipients.Select(one => new RecipientChoice(one.Id, Declined: step.A % 7 == 0))],
                        Tier = step.A % 3 == 0 ? Tier.Case : Tier.Portion,
                        Excluded = step.A % 5 == 0 ? ["language"] : [],
                        // No member that matching leaves out may make another sharing of it.
                        PermitGround = step.B % 3 == 1 ? "personal" : null,
                        DisclosureLevel = step.B % 7 == 1 ? "full" : null,
                        AtPersonsRequest = true,
                        DiscussedAt = World.Now.AddYears(-1),
                    },
                ],
            };
            Take(consent, 0);
        }

        private void Reconfirm(Step step)
        {
            if (_consents.Count == 0)
                return;
            Consent former = _consents[step.A % _consents.Count];
            if (ConsentRules.ToName(former, former.SeenStops, Case().Stops) is not null)
                return; // what is stopped is not reconfirmed
            Take(former with { Version = former.Version + 1, State = ConsentState.Reconfirmed, ReconfirmedAt = _now }, former.SeenStops);
        }

        // Taken in as the intake does: by the rule on stops, naming the stop that the caseworker knows of.
        private void Take(Consent consent, long seen)
        {
            CaseFacts subject = Case();
            Stop? named = ConsentRules.ToName(consent, seen, subject.Stops)
                ?? (_consents.Count % 4 == 0 ? (subject.Stops is [.., var last] ? last : null) : null);
            consent = consent with { AfterStop = named?.Id ?? consent.AfterStop, SeenStops = Math.Max(seen, named?.Place ?? 0) };
            if (ConsentRules.CheckAfterStop(consent, seen, subject).Count > 0)
            {
                Refused++;
                return;
            }

            _consents.RemoveAll(one => one.Id == consent.Id);
            _consents.Add(consent with { RecordedAs = ++_recorded });
        }

        private HashSet<SharingKey>? Stop(Step step)
        {
            if (step.A % 4 == 0 || _consents.Count == 0)
            {
                Append(new Stop($"stop-{_stops.Count}", null, null, _now));
                return [.. Releasable().Keys];
            }

            Consent consent = _consents[step.A % _consents.Count];
            ConsentScope scope = consent.Scopes[0];
            var target = new StopTarget(
                consent.Id, step.B % 2 == 0 ? scope.Id : null, step.B % 4 == 0 ? scope.Recipients[0].RegistrationId : null);
            IReadOnlyList<SharingKey> keys = target.KeysOf(consent)!;
            Append(new Stop($"stop-{_stops.Count}", target.ConsentId, target.ScopeId, _now, step.B % 5 != 0)
            {
                Keys = keys,
                Recipient = target.Recipient,
                Defect = step.B % 10 == 0 ? ReasonKinds.PresenceUnvetted : null,
            });
            return [.. keys];
        }

        private void Append(Stop stop) => _stops = [.. StopOrder.Numbered([.. _stops, stop])];

        private CaseFacts Case() => Some.AdultCase() with { Stops = _stops };
    }
}
