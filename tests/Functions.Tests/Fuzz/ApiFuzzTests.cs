using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataSharing.Embedded.Development;
using DataSharing.Functions.Auth;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace DataSharing.Functions.Tests.Fuzz;

/// <summary>
/// Two hundred requests to each operation, made from the document that the host itself serves. None is a fault of ours, every answer
/// is one that the document declares, and nothing that is refused has changed anything.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class ApiFuzzTests(ITestOutputHelper output)
{
    private const int AtOnce = 2, AtOneWorld = 67, DecisionsAtOnce = 40, MostShown = 20;

    // After these no world can be made: what it rests on is gone. They come last.
    private static readonly string[] Ending = ["EndAgreement", "SuspendRegistration"];

    // Acts on a case whose clock was ahead, or whose journal was lost.
    private static readonly string[] OnlyInNeed = ["CorrectCaseClock", "OpenCaseInDanger"];

    // More, or others, by hand: a failure tells the seed that it had.
    private static readonly int Seed = Setting("FUZZ_SEED", 20260301), Requests = Setting("FUZZ_REQUESTS", 200);

    private readonly WriteWatch _watch = new();
    private readonly ConcurrentQueue<string> _faults = [];
    private readonly ConcurrentDictionary<(string Operation, string Answer), int> _answers = [];
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _seen = [];
    private int _written, _noted;

    [Fact]
    public async Task Operations_WhenAskedWhatTheDocumentMakesOfThem_AnswerAsDeclaredAndRefuseWithoutATrace()
    {
        await using TestApp app = await TestApp.StartAsync(
            replace: Replace, time: new ManualTime(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero)));
        JsonNode document = (await app.GetAsync(null, "/api/openapi.json")).Must(200).Json;
        var held = new ServedDocument(document);
        ILookup<bool, Target> targets = Targets(document).ToLookup(target => Ending.Contains(target.Id));
        await Task.WhenAll(targets[false].Chunk((targets[false].Count() / AtOnce) + 1)
            .Select(part => Task.Run(() => TryAsync(app, held, document, part))));
        await TryAsync(app, held, document, targets[true]);

        ILookup<string, string> answers = _answers.OrderByDescending(one => one.Value)
            .ToLookup(one => one.Key.Operation, one => $"{one.Value} {one.Key.Answer}");
        foreach (IGrouping<string, string> operation in answers.OrderBy(one => one.Key, StringComparer.Ordinal))
            output.WriteLine($"{operation.Key}: {string.Join(", ", operation)}");
        Assert.True(
            _faults.IsEmpty,
            $"FUZZ_SEED={Seed}: {_faults.Count} faults, the first of them:\n{string.Join("\n\n", _faults.Take(MostShown))}");
        // What looks for changes saw those that there were, and every operation was reached.
        Assert.True(_written > Requests && _noted > 0, $"{_written} changes of accepted requests were seen, {_noted} of refused ones");
        Assert.Empty(targets.SelectMany(target => target).Select(target => target.Id).Except(OnlyInNeed)
            .Except(_answers.Keys.Where(one => one.Answer[0] is '2' or '3').Select(one => one.Operation)));
        Assert.DoesNotContain(app.Log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    private static IEnumerable<Target> Targets(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        where method.Value is JsonObject && method.Value["operationId"] is not null
        select new Target(path.Key, method.Key, (string)method.Value!["operationId"]!);

    private async Task TryAsync(TestApp app, ServedDocument held, JsonNode document, IEnumerable<Target> targets)
    {
        FuzzWorld world = await FuzzWorld.OpenAsync(app);
        // Whether something in the world was changed: the case may be closed, the package fetched.
        bool worn = false;
        foreach (Target target in targets)
        {
            // Of its own for each operation: one can be repeated without the others.
            var random = new Random(target.Id.Aggregate(Seed, (mixed, letter) => unchecked((mixed * 31) + letter)));
            var shooter = new Shooter(document, target.Path, target.Method, random) { World = world };
            for (int done = 0; done < Requests; done++)
            {
                if (done % AtOneWorld == 0 && worn && !Ending.Contains(target.Id))
                    (shooter.World, worn) = (world = await FuzzWorld.OpenAsync(app), false);
                worn |= await FireAsync(app, held, shooter.Next(Caller(app, shooter)));
            }
        }
    }

    // Answers whether it changed something.
    private async Task<bool> FireAsync(TestApp app, ServedDocument held, Shot shot)
    {
        var trace = ActivityTraceId.CreateRandom();
        using HttpRequestMessage message = shot.Message(app.Http.BaseAddress!.OriginalString.TrimEnd('/'));
        message.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using HttpResponseMessage response = await app.Http.SendAsync(message);
        Answer answer = await Answer.ReadAsync(response);
        _answers.AddOrUpdate((shot.Operation, $"{answer.Status} {answer.Problem}".Trim()), 1, (_, count) => count + 1);
        List<string> faults = [.. Contradictions(held, shot, message.RequestUri!, answer)];
        if (answer.Status >= 500)
            faults.Add("is a fault of ours");
        IReadOnlyList<string> changed = _watch.TakeChanges(trace);
        if (answer.Status < 400 && changed.Count > 0)
            Interlocked.Increment(ref _written);
        else if (changed.Count > 0 && IsNotedRefusal(shot.Operation, answer, changed))
            Interlocked.Increment(ref _noted);
        else if (changed.Count > 0)
            faults.Add("is a refusal that changed " + string.Join(", ", changed));
        if (faults.Count > 0)
            _faults.Enqueue($"{shot}\n  answered {answer}\n  which {string.Join("\n  and ", faults)}");
        return answer.Status < 400 && changed.Count > 0 && shot.Method != HttpMethod.Get;
    }

    // What is answered again and again, a policy of thousands of members among it, is looked at once.
    private IReadOnlyList<string> Contradictions(ServedDocument held, Shot shot, Uri address, Answer answer)
    {
        string key = $"{shot.Operation} {shot.Method} {shot.Path} {answer.Status} {answer.MediaType} "
            + $"{string.Join(' ', answer.Headers.Keys.Order(StringComparer.Ordinal))} {Convert.ToHexString(SHA256.HashData(answer.Bytes))}";
        return _seen.TryGetValue(key, out IReadOnlyList<string>? known)
            ? known
            : _seen[key] = held.Contradictions(shot.Method, address, answer);
    }

    // What a refusal leaves on the log, and nothing else. Who looks into the log for what is not theirs is on their own agency's. What
    // a second person said of a request that was decided meanwhile is on its case's: a word is on record before it has an effect.
    private static bool IsNotedRefusal(string operation, Answer answer, IReadOnlyList<string> changed) => (operation, answer.Problem) switch
    {
        ("VerifyAccessLog" or "ReadAccessLogEntry", "not-found") => IsEntry(changed, "Agencies/reg-[a-z0-9-]+", "[0-9]+"),
        ("ReviewSharingRequest", "state-conflict") => IsEntry(changed, "Cases/[a-z0-9]+", "u-[a-z0-9]+-rev-[0-9a-f]+"),
        _ => false,
    };

    private static bool IsEntry(IReadOnlyList<string> changed, string log, string entry) =>
        changed.Count == 2 && changed.All(place => Regex.IsMatch(place, $"^{log}/(head|log-{entry})$"));

    // Mostly somebody who may, of the three agencies that the world is about; now and then anybody, and nobody.
    private static string? Caller(TestApp app, Shooter shooter)
    {
        if (shooter.Random.Next(40) == 0)
            return null;
        bool anybody = shooter.Random.Next(20) == 0;
        IReadOnlyList<string> roles = shooter.Roles;
        string agency = roles.Contains("Registry.Manage") ? "reg-coordination" : shooter.Random.Next(4) == 0 ? "reg-shelter" : "reg-advocate";
        DevelopmentPrincipal[] may =
        [
            .. app.Get<IReadOnlyList<DevelopmentPrincipal>>().Where(one => anybody
                || (one.Kind == PrincipalKind.Person && one.Registration == agency
                    && (roles.Count == 0 || one.Roles.Intersect(roles).Any()))),
        ];
        return app.Token(may[shooter.Random.Next(may.Length)].Id);
    }

    private void Replace(IServiceCollection services)
    {
        _watch.Attach(services);
        // Nobody is in the way of so many requests but where it is meant: the clock stands, and with it every allowance.
        services.AddSingleton(RateLimits.Read(new ConfigurationBuilder().AddInMemoryCollection(
            Enum.GetNames<RateGroup>().SelectMany(group => new Dictionary<string, string?>
            {
                [$"RateLimits:{group}:Burst"] = group == nameof(RateGroup.Decisions) ? DecisionsAtOnce.ToString(CultureInfo.InvariantCulture) : "1000000",
                [$"RateLimits:{group}:PerMinute"] = "1000000",
            })).Build()));
        services.PostConfigure<LoggerFilterOptions>(filter => filter.MinLevel = LogLevel.Warning);
    }

    private sealed record Target(string Path, string Method, string Id);

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
