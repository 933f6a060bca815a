using System.Net.Http.Headers;
using System.Text;
using DataSharing.Domain.Policy;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Canary;

/// <summary>
/// Records whose every value carries a mark go through everything the app does, at the most talkative log level; then the
/// marks are looked for wherever they must not be.
/// </summary>
public sealed class CanaryTests
{
    // Words of the sample records beside their marks; each value holds one of these and a mark.
    private static readonly string[] SampleWords = ["Ilveta", "Quorra", "Maruna", "555 0142", "Tanner's Row"];

    private readonly List<Answer> _problems = [];
    private readonly List<string> _secrets = [];
    private readonly List<string> _cameBy = [];

    [Fact]
    public async Task Everything_WhenPlayedAtTraceLevel_LeavesNoValueInTheClear()
    {
        string data = Directory.CreateTempSubdirectory("datasharing-").FullName;
        try
        {
            string marks, output;
            await using TelemetryCollector collector = await TelemetryCollector.StartAsync();
            await using (RunningApp app = await RunningApp.OnAsync(data, new Dictionary<string, string>
            {
                ["Logging__LogLevel__Default"] = "Trace",
                ["Logging__Console__LogLevel__Default"] = "Trace",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            }))
            {
                marks = await PlayAsync(app);
                Scan(data, [marks, .. SampleWords, .. _secrets]);
                Assert.Equal(0, await app.Process.StopAsync());
                output = app.Process.Output + app.Process.Errors;
            }

            Assert.Contains("dbug:", output, StringComparison.Ordinal);
            Assert.Empty(Leaks.In(Encoding.UTF8.GetBytes(output), [marks, .. SampleWords, .. _secrets]));
            foreach ((string signal, string sign) in new[]
                {
                    ("/v1/traces", "SubmitSharingRequest"), ("/v1/metrics", "datasharing.withdrawal.duration"),
                    ("/v1/logs", "answered"),
                })
            {
                Assert.Contains(sign, collector.Received(signal), StringComparison.Ordinal);
                Assert.Empty(Leaks.In(collector.Bytes(signal), [marks, .. SampleWords, .. _secrets]));
            }

            foreach (string address in new[] { "/api/v1/cases/", "/w?", "Bearer ey" })
                Assert.DoesNotContain(address, output, StringComparison.Ordinal);
            foreach (Answer problem in _problems)
                Assert.Empty(Leaks.In(
                    [.. problem.Bytes, .. Encoding.UTF8.GetBytes(string.Join('\n', problem.Headers))],
                    // Her page keeps in its form what she came by and what she typed as a code, so that an error does not lose it;
                    // never the word.
                    [.. new[] { marks }.Concat(SampleWords).Concat(_secrets).Except(problem.MediaType == "text/html" ? _cameBy : [])]));
            Scan(data, [marks, .. SampleWords, .. _secrets]);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Theory]
    [InlineData("Ilveta", "name=ILVETA;")]
    [InlineData("qx12", "cXgxMg==")]
    [InlineData("qx12ab", "AHF4MTJhYg==")]
    [InlineData("qx12ab", "0071783132616200")]
    public void In_WhenTheWordIsThereInSomeShape_FindsIt(string word, string text) =>
        Assert.NotEmpty(Leaks.In(Encoding.UTF8.GetBytes(text), [word]));

    private static void Scan(string data, IReadOnlyList<string> words)
    {
        var files = Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(files, file => file.EndsWith(".db", StringComparison.Ordinal));
        foreach (string path in files.Where(path => !path.EndsWith("engine.lock", StringComparison.Ordinal)))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            Assert.True(Leaks.In(bytes, words) is [], $"{Path.GetFileName(path)} holds {string.Join(", ", Leaks.In(bytes, words))}");
        }
    }

    /// <returns>What all marks begin with.</returns>
    private async Task<string> PlayAsync(RunningApp app)
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        string marks = world.Record.MarkOf("identity.givenName")[..9];
        (await app.Api.GetAsync(Agencies.Advocate.Worker, $"cases/{world.Case}/record")).Must(200);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        await world.ConsentAsync("health-referral", Agencies.Clinic);
        Outcome sent = (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE");
        Assert.NotEmpty(Leaks.In(Encoding.UTF8.GetBytes((await sent.CollectAsync()).HoldsWhatWasDecided().Text), [marks]));
        (await app.Api.PostAsync(
            Agencies.Shelter.Worker, $"sharing-requests/{sent.Id}/acceptance", new { accepted = true })).Must(200);
        (await world.AskAsync(
            "shelter-referral", Agencies.Shelter, ["accommodation.placementNeeds", "accommodation.pastPlaces"])).Is("PARTIAL");
        (await world.SendAsync("evidence-to-police", Agencies.Police)).Is("REFUSE");
        (await world.SendAsync(
            "danger-response", Agencies.Police, change: i => i with { Override = World.Claim(OverrideGround.Danger) })).Is("OVERRIDE");
        await world.ChangeFactsAsync(f => f with { Risk = f.Risk! with { UnderRevision = true } });
        (await world.SendAsync("health-referral", Agencies.Clinic)).Is("HOLD");
        _secrets.Add(await world.CodeForAsync(Agencies.Clinic));
        await BreakAsync(app, world, marks);
        await WithdrawAsync(app, world);
        (await sent.TryCollectAsync()).MustBe("sharing-stopped");
        (await app.Api.PostAsync(
            Agencies.Shelter.Worker, $"sharing-requests/{sent.Id}/deletion-attestation",
            new { copies = "destroyed" })).Must(200);
        (await app.Api.PostAsync(Agencies.Advocate.Worker, $"cases/{world.Case}/closing")).Must(204);
        return marks;
    }

    private async Task WithdrawAsync(RunningApp app, World world)
    {
        const string Word = "kumquat-orchard";
        (string? secret, string? code) = await world.IssueLinkAsync(new
        {
            delivery = "inPerson",
            word = Word,
            onlineView = "afterFactor",
            language = "uk",
        });
        (string _, string? unused) = await world.IssueLinkAsync();
        _secrets.AddRange([Word, secret, code, unused]);
        _cameBy.AddRange([secret, "Ilveta", "Quorra"]);
        Assert.Contains(
            "<section>", (await app.Api.SubmitAsync(("action", "look"), ("secret", secret), ("word", Word))).Must(200).Text,
            StringComparison.Ordinal);
        _problems.Add(await app.Api.SubmitAsync(("action", "look"), ("secret", secret), ("word", "not-" + Word)));
        _problems.Add(await app.Api.SubmitAsync(("action", "stop"), ("code", "Ilveta Quorra")));
        await app.Api.StopAsync(secret);
        await app.Api.StopAsync(code: code);
    }

    private async Task BreakAsync(RunningApp app, World world, string marks)
    {
        Support.Actor worker = Agencies.Advocate.Worker;
        string value = $"Ilveta {marks} Quorra";
        foreach (string body in new[]
        {
            $$"""{"fields":[{"path":"identity.givenName","state":"stated","value":["{{value}}"]}]}""",
            $$"""{"fields":[{"path":"{{value}}","state":"stated","value":"{{value}}"}]}""",
            $$"""{"fields":[{"path":"identity.givenName","state":"{{value}}"}]}""",
            $$"""{"fields":[{"path":"identity.givenName","state":"unknown","value":"{{value}}"}]}""",
            $$$"""{"fields":[{"path":"identity.givenName","state":"stated","value":"{{{value}}}","parts":{"{{{value}}}":"{{{value}}}"}}]}""",
            $$"""{"fields":[{"path":"identity.givenName","state":"stated","value":"{{value}}","codes":["{{value}}"]}]}""",
            $$"""{"fields":"{{value}}"}""",
            $$"""{"fields":[{"value":"{{value}}" """,
            $$"""{"fields":[],"fields":["{{value}}"]}""",
        })
            _problems.Add(
                await app.Api.SendAsync(
                    worker, HttpMethod.Put, $"cases/{world.Case}/record", body,
                    r => r.Headers.TryAddWithoutValidation("If-Match", "\"1\"")));

        // Where only codes belong, somebody writes what should not be written at all.
        foreach (object body in new object[]
        {
            new { direction = "send", pathway = value, @case = world.Case, recipient = "reg-shelter" },
            new { direction = "send", pathway = "shelter-referral", @case = value, recipient = "reg-shelter" },
            new { direction = "send", pathway = "shelter-referral", @case = world.Case, recipient = value },
            new
            {
                direction = "send",
                pathway = "shelter-referral",
                @case = world.Case,
                recipient = "reg-shelter",
                fields = new[] { value },
            },
            new
            {
                direction = "send",
                pathway = "shelter-referral",
                @case = world.Case,
                recipient = "reg-shelter",
                approvedContent = value,
            },
            new
            {
                direction = "send",
                pathway = "shelter-referral",
                @case = world.Case,
                recipient = "reg-shelter",
                addressee = new { person = value },
            },
        })
            _problems.Add(await app.Api.PostAsync(worker, "sharing-requests", body));
        _problems.Add(
            (await app.Api.PostAsync(
                Agencies.Shelter.Worker, "sharing-requests",
                new
                {
                    direction = "ask",
                    pathway = "shelter-referral",
                    holder = "reg-advocate",
                    reference = value,
                })).MustBe("invalid-value"));

        _problems.Add(await app.Api.GetAsync(worker, "cases/" + Uri.EscapeDataString(value)));
        _problems.Add(await app.Api.GetAsync(worker, $"sharing-requests?role={Uri.EscapeDataString(value)}"));
        _problems.Add(await app.Api.GetAsync(worker, "nothing/" + marks));
        _problems.Add(
            await app.Api.SendAsync(
                null, HttpMethod.Get, "cases", null,
                r => r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", marks + ".Ilveta.Quorra")));
        _problems.Add(
            await app.Api.SendAsync(
                null, HttpMethod.Post, "cases", "{}",
                r => r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", app.Api.Tokens.For(worker, c => c["oid"] = value))));
        _problems.Add(
            await app.Api.SendAsync(
                worker, HttpMethod.Post, "cases", "{}", r => r.Headers.TryAddWithoutValidation("Idempotency-Key", value)));
        _problems.Add(
            await app.Api.SendAsync(
                worker, HttpMethod.Put, $"cases/{world.Case}/facts", "{}", r => r.Headers.TryAddWithoutValidation("If-Match", value)));
        Assert.All(_problems.Where(p => p.MediaType == "application/problem+json"), p => Assert.InRange((int)p.Status, 400, 499));
    }
}
