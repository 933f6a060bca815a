using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Entries;
using DataSharing.Functions.Ledger;

namespace DataSharing.Embedded.Tour.Chapters;

/// <summary>Data protection officers read the log, each their own part; then every entry is checked.</summary>
internal sealed class Overseeing(Player player, Script script, IServiceProvider services)
{
    private ApiClient Api => player.Api;

    public Task PlayAsync() => player.ChapterAsync(
        "Looking over their shoulders",
        "Who did what and why. No value can be seen through the log, and reading it is itself on it.",
        async () =>
        {
            await player.StepAsync($"The officer of {Cast.NameOf(Cast.Advocate)} reads her case's log", Holder);
            await player.StepAsync($"The officer of {Cast.ClinicName} reads the clinic's own part", Recipient);
            await player.StepAsync("The national officer must state a purpose first", National);
            await player.StepAsync("The system checks her case's chain for its officer", Verification);
            await player.StepAsync("The log is checked entry by entry, from outside", EntryByEntry);
        });

    private async Task Holder(Step step)
    {
        List<JsonNode> entries = await EntriesAsync(step, Cast.AdvocateOfficer, $"case={script.Adult}");
        string[] actions = [.. entries.Select(entry => entry["action"]!.GetValue<string>())];
        string[] needed =
        [
            LogAction.CaseOpened, LogAction.RecordWritten, LogAction.RecordRead, LogAction.ConsentRecorded, LogAction.LinkIssued,
            LogAction.ReleaseCreated,
            LogAction.CollectionMade, LogAction.ReviewDecided, LogAction.WithdrawalRecorded, LogAction.AttestationMade,
        ];
        foreach (string action in needed)
            step.Expect($"an entry {action}", actions.Contains(action));
        step.Tell(
            "found",
            $"{entries.Count} entries: "
                + Words.List(
                    actions.GroupBy(action => action).OrderByDescending(group => group.Count())
                        .Select(group => $"{group.Count()} {group.Key}")));
        JsonNode collected = entries.First(entry => entry["action"]!.GetValue<string>() == LogAction.CollectionMade);
        Answer story = step.Need(
            "the story of one collection", 200,
            await Api.GetAsync(Cast.AdvocateOfficer, "/access-log/" + collected["id"]!.GetValue<string>()));
        step.Expect(
            "it tells decision, release and collection",
            story.Json["decision"] is not null && story.Json["release"]?["collections"] is JsonArray { Count: > 0 });
        step.Tell("one entry", "opened as a story: the request, each field's verdict, the release, who fetched it and when it was stopped");
    }

    private async Task Recipient(Step step)
    {
        List<JsonNode> entries = await player.UntilAsync(
            () => EntriesAsync(step, Cast.ClinicOfficer, ""),
            found => found.Any(entry => entry["action"]!.GetValue<string>() == LogAction.CollectionMade),
            "the clinic's own collection on its list");
        // What names a holder or a recipient is its own; the rest is its own registration, its agreements and its officer's readings.
        step.Expect(
            "no other agency's part",
            entries.All(entry => (entry["recipient"] ?? entry["holder"]) is null || Own(entry, "recipient") || Own(entry, "holder")));
        step.Expect("no case number, no consent", entries.All(entry => entry["case"] is null && entry["versions"]?["consent"] is null));
        step.Tell(
            "found",
            $"{entries.Count} entries: who changed its registration, what it asked and fetched, and that sharing stopped, without why");
    }

    private async Task National(Step step)
    {
        Answer without = await Api.GetAsync(Cast.NationalOfficer, "/access-log");
        step.Expect("without a purpose nothing is shown", !without.IsSuccess);
        Answer with = step.Need("with a purpose", 200, await Api.GetAsync(Cast.NationalOfficer, "/access-log", purpose: StatedPurpose));
        step.Expect(
            "entries of several agencies",
            with.Json["entries"]!.AsArray().Select(entry => entry!["holder"]?.GetValue<string>()).Where(holder => holder is not null)
                .Distinct().Count() > 1);
        step.Tell("shown", $"metadata of all agencies, for the purpose \"{StatedPurpose}\", which the agencies' own officers can see");
    }

    private async Task Verification(Step step)
    {
        Answer answer = step.Need(
            "the verification", 200, await Api.GetAsync(Cast.AdvocateOfficer, $"/access-log/verification?case={script.Adult}"));
        step.Expect("the chain is intact", true, answer.Json["intact"]?.GetValue<bool>() ?? false);
        step.Tell(
            "answered",
            $"{Words.Count(answer.Json["entries"]?.GetValue<int>() ?? 0, "entry", "entries")}, each as it was written; "
                + $"{answer.Json["waiting"]} new ones get their place within seconds");
    }

    // Straight from the store, with the published rule alone: what an auditor with a copy could do.
    private async Task EntryByEntry(Step step)
    {
        CaseLedger cases = services.GetRequiredService<CaseLedger>();
        AgencyLog agencies = services.GetRequiredService<AgencyLog>();
        int checkedEntries = 0, streams = 0;
        IReadOnlyList<LogEntry> hers = [];
        foreach (CaseId caseId in new CaseId[] { new(script.Adult), new(script.Child) })
        {
            // What a timer does every few seconds: entries that waited for nobody get their places.
            await cases.ChainAsync(caseId);
            (LogHead Head, IReadOnlyList<LogEntry> Chained, IReadOnlyList<LogEntry> Waiting) log = await cases.ReadLogAsync(caseId)
                ?? throw new TourException("the case's log", "not there");
            step.Expect("entries without a place", 0, log.Waiting.Count);
            step.Expect("a case's chain", LogDefect.None, LogChain.Verify(log.Chained, log.Head).Defect);
            step.Expect("entries of no known form", "", Formless(log.Chained));
            (checkedEntries, streams, hers) = (checkedEntries + log.Chained.Count, streams + 1, caseId.Value == script.Adult
                ? log.Chained
                : hers);
        }

        foreach (RegistrationId agency in Samples.SampleCountry.Agencies.Select(agency => agency.Id).Append(Cast.Clinic)
            .Select(id => new RegistrationId(id)))
        {
            LogHead head = await agencies.ReadHeadAsync(agency);
            var entries = new List<LogEntry>();
            while (entries.Count < head.Seq && await agencies.ReadAsync(agency, entries.Count) is { Count: > 0 } page)
                entries.AddRange(page);
            step.Expect("an agency's chain", LogDefect.None, LogChain.Verify(entries.Take((int)head.Seq), head).Defect);
            step.Expect("entries of no known form", "", Formless(entries));
            (checkedEntries, streams) = (checkedEntries + (int)head.Seq, streams + (head.Seq > 0 ? 1 : 0));
        }

        LogEntry[] forged = [.. hers];
        int target = forged.Length / 2;
        forged[target] = forged[target] with { Actor = forged[target].Actor with { Person = new PersonId("somebody-else") } };
        LogVerification found = LogChain.Verify(forged);
        step.Expect("one altered entry is found where it stands", target + 1L, found.Seq);
        step.Expect(
            "one missing entry is found", LogDefect.Missing, LogChain.Verify([.. hers.Take(target), .. hers.Skip(target + 1)]).Defect);
        step.Tell("checked", $"{checkedEntries} entries in {streams} chains, all as they were written");
        step.Tell("tried", $"on a copy: another name in entry {target + 1} of {forged.Length}, and one entry left out; both were found");
    }

    private static string Formless(IEnumerable<LogEntry> entries) =>
        string.Join(", ", entries.Where(entry => LogGrammar.FormOf(entry) is null).Select(entry => $"{entry.Action} {entry.Id}"));

    private async Task<List<JsonNode>> EntriesAsync(Step step, string person, string query)
    {
        var all = new List<JsonNode>();
        string? next = null;
        do
        {
            string filters = string.Join(
                '&', new[] { query, "limit=100", next is null ? "" : "cursor=" + next }.Where(part => part.Length > 0));
            Answer page = step.Need("the log", 200, await Api.GetAsync(person, "/access-log?" + filters));
            all.AddRange(page.Json["entries"]!.AsArray().Select(entry => entry!));
            next = page.Json["next"]?.GetValue<string>();
        }
        while (next is not null);
        return all;
    }

    private static bool Own(JsonNode? node, string member) => node?[member]?.GetValue<string>() == Cast.Clinic;

    private const string StatedPurpose = "inspection";
}
