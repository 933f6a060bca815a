using System.Text.Json.Nodes;
using DataSharing.Domain.Policy;

namespace DataSharing.Embedded.Tour.Chapters;

/// <summary>Requests in both directions and every way they can end.</summary>
internal sealed class Asking(Player player, Script script)
{
    private const string Pending = "submitted";

    private ApiClient Api => player.Api;

    public Task PlayAsync() => player.ChapterAsync(
        "Asking and sending",
        "Decided by consent, agreement, purpose and risk, field by field, before a value is read.",
        async () =>
        {
            await SendAsync("Send 1", script.Adult, Cast.Shelter, "shelter-referral", "a place to live", "RELEASE", "house");
            await AskAsync(
                "Ask 2", Cast.ClinicLawyer, Cast.Advocate, Cast.Clinic, "legal-advice", "her file and her health",
                ["identity", "language", "exploitation", "immigration", "health"], "PARTIAL", null, "legal");
            await SendAsync(
                "Send 3", script.Adult, Cast.OtherShelter, "shelter-referral", "a place to live", "REFUSE", null,
                ReasonKinds.ConsentRecipient);
            await AskAsync(
                "Ask 4", Cast.UnionWorker, Cast.Advocate, Cast.Union, "wage-claim", "her health and immigration files",
                ["health", "immigration"], "REFUSE", ReasonKinds.FieldNotNeeded, null);
            await SendAsync(
                "Send 5", script.Adult, Cast.Removals, "residence-permit-personal", "her file", "REFUSE", null,
                ReasonKinds.FirewallImmigration);
            await SendAsync(
                "Send 6", script.Adult, Cast.Prosecutor, "evidence-to-police", "evidence", "REFUSE", null, ReasonKinds.AgreementMissing);
            await SendAsync(
                "Send 7", script.Adult, Cast.Doctor, "mental-health-referral", "her state of mind", "REFUSE", null,
                ReasonKinds.ConsentPurpose);
            await SeenAsync(
                $"Send 8: {Cast.NameOf(Cast.Advocate)} to {Cast.NameOf(Cast.Intelligence)}: how the traffickers work",
                $"Send 8: police-intelligence to {Cast.NameOf(Cast.Intelligence)}", Hold);
            await SeenAsync(
                "Send 8, reviewed: a second person proceeds once the new assessment is on record", "Send 8, reviewed: the same", Review);
            await SeenAsync(
                $"Ask 9: {Cast.NameOf(Cast.OtherShelter)} tries a code that was given to somebody else",
                $"Ask 9: shelter-referral for {Cast.NameOf(Cast.OtherShelter)}", Neutral);
            await SendAsync("Send 10", script.Child, Cast.Trauma, "mental-health-referral", "trauma care", "RELEASE", "trauma");
            await AskAsync(
                "Ask 11", Cast.GuardianAdvocate, Cast.Children, Cast.GuardianAdvocates, "guardian-advocate-file", "the child's whole file",
                [], "RELEASE", null, "file");
            await SendAsync("Send 12", script.Adult, Cast.Doctor, "health-referral", "a check-up", "RELEASE", "health");
        });

    // A step about one request, which the closing table shows again on one line.
    private async Task SeenAsync(string title, string row, Func<Step, Task<JsonNode>> play)
    {
        JsonNode? seen = null;
        TimeSpan took = await player.StepAsync(title, async step => seen = await play(step));
        script.Outcomes.Add((row, seen?["outcome"]?.GetValue<string>() ?? "-", seen?["reason"]?.GetValue<string>() ?? "", took));
    }

    private async Task SendAsync(
        string number, string caseId, string recipient, string pathway, string what, string outcome, string? name, string? reason = null)
    {
        bool child = caseId == script.Child;
        string person = child ? Cast.ChildrenWorker : Cast.AdvocateWorker;
        await SeenAsync(
            $"{number}: {Cast.NameOf(child ? Cast.Children : Cast.Advocate)} to {Cast.NameOf(recipient)}: {what}",
            $"{number}: {pathway} to {Cast.NameOf(recipient)}", async step =>
        {
            step.Asked($"{pathway}, the pathway's own set of fields");
            string id = await SubmitAsync(step, person, new { direction = "send", @case = caseId, recipient, pathway });
            JsonNode seen = await DecidedAsync(person, id);
            if (name is not null)
                script.Requests[name] = id;
            Tell(step, seen, outcome, reason);
            return seen;
        });
    }

    private async Task AskAsync(
        string number, string person, string holder, string asker, string pathway, string what, string[] fields, string outcome,
        string? reason, string? name)
    {
        await SeenAsync($"{number}: {Cast.NameOf(asker)} asks for {what}", $"{number}: {pathway} for {Cast.NameOf(asker)}", async step =>
        {
            step.Asked(fields.Length == 0 ? $"{pathway}, the pathway's own set of fields" : $"{pathway}: {Words.List(fields)}");
            string id = await SubmitAsync(
                step, person, new { direction = "ask", holder, reference = script.Reference(asker), pathway, fields });
            JsonNode own = await DecidedAsync(person, id);
            if (name is not null)
                script.Requests[name] = id;
            JsonNode seen = await DecidedAsync(holder == Cast.Children ? Cast.ChildrenWorker : Cast.AdvocateWorker, id);
            Tell(step, seen, outcome, reason);
            step.Expect("the asker sees the same outcome", outcome, own["outcome"]?.GetValue<string>());
            step.Expect("the asker sees neither case number nor decision", own["case"] is null && own["decision"] is null);
            step.Tell("asker sees", Shown(own));
            return seen;
        });
    }

    private async Task<JsonNode> Hold(Step step)
    {
        await ChangeAsync(step, "new information came in: her risk is being assessed anew", People.AdultFacts(riskUnderRevision: true));
        step.Asked("police-intelligence, case facts without personal data");
        string id = script.Requests["intelligence"] = await SubmitAsync(step, Cast.AdvocateWorker,
            new { direction = "send", @case = script.Adult, recipient = Cast.Intelligence, pathway = "police-intelligence" });
        JsonNode held = await DecidedAsync(Cast.AdvocateWorker, id);
        step.Outcome("HOLD", held["outcome"]?.GetValue<string>(), Words.Of(ReasonKinds.RiskMissing));
        step.Expect("what it waits for", "risk.assessment", held["waitsFor"]?.GetValue<string>());
        step.Tell("waits for", "her risk assessed anew; refused if that does not come in time");
        Answer queue = await player.UntilAsync(
            () => Api.GetAsync(Cast.AdvocateReviewer, "/reviews"), list => list.Text.Contains(id, StringComparison.Ordinal),
            "the request on the reviewer's list");
        step.Expect("the reviewer's list", 200, queue.Status);
        step.Expect("whoever submitted it cannot review it", 403, (await ReviewAsync(Cast.AdvocateWorker, id)).Status);
        return held;
    }

    private async Task<JsonNode> Review(Step step)
    {
        string id = script.Request("intelligence");
        await ChangeAsync(step, "the assessment on record", People.AdultFacts());
        step.Expect(
            "an application reviews nothing, whomever it names", "403 same-person",
            await Api.PostByAppAsync(Cast.AdvocateApp, Cast.AdvocateReviewer, $"/sharing-requests/{id}/review", Evidence));
        Answer reviewed = await ReviewAsync(Cast.AdvocateReviewer, id);
        step.Expect("the review is taken", true, reviewed.IsSuccess);
        JsonNode seen = await player.UntilAsync(
            () => ViewAsync(Cast.AdvocateWorker, id), view => Status(view) is not (Pending or "held"), "a decision after the review");
        step.Tell("reviewed", $"by {Cast.AdvocateReviewer}, decided anew: a reviewer can confirm facts, never overrule a consent");
        Tell(step, seen, "RELEASE", null);
        step.Expect("no personal data: decided at CASE", "CASE", seen["decision"]?["decision"]?["tier"]?.GetValue<string>());
        return seen;
    }

    private async Task ChangeAsync(Step step, string what, JsonObject facts)
    {
        Answer now = step.Need("the case", 200, await Api.GetAsync(Cast.AdvocateWorker, "/cases/" + script.Adult));
        step.Need(
            what, 200,
            await Api.PutAsync(
                Cast.AdvocateWorker, $"/cases/{script.Adult}/facts", facts, Quoted(now.Json["factsETag"]!.GetValue<string>())));
    }

    private async Task<JsonNode> Neutral(Step step)
    {
        step.Asked("shelter-referral, with the law clinic's code, and again with a code that nobody was ever given");
        JsonNode foreign = await NeutralAsync(step, script.Reference(Cast.Clinic));
        JsonNode invented = await NeutralAsync(step, "0000-0000-0000-0000");
        step.Outcome("NEUTRAL", foreign["outcome"]?.GetValue<string>(), "the asker does not learn whether there is such a case");
        step.Expect("both answers are the same but for number and time", WithoutIds(invented), WithoutIds(foreign));
        return foreign;
    }

    private async Task<JsonNode> NeutralAsync(Step step, string reference) => await DecidedAsync(
        Cast.OtherShelterWorker,
        await SubmitAsync(
            step, Cast.OtherShelterWorker, new { direction = "ask", holder = Cast.Advocate, reference, pathway = "shelter-referral" }));

    private static object Evidence => new { action = "proceed", evidence = "check-2026-0417" };

    private Task<Answer> ReviewAsync(string person, string id) => Api.PostAsync(person, $"/sharing-requests/{id}/review", Evidence);

    private async Task<string> SubmitAsync(Step step, string person, object body)
    {
        Answer answer = step.Need("the request accepted", 202, await Api.PostAsync(person, "/sharing-requests", body));
        return answer.Json["id"]!.GetValue<string>();
    }

    private Task<JsonNode> DecidedAsync(string person, string id) =>
        player.UntilAsync(() => ViewAsync(person, id), view => Status(view) != Pending, "a decision");

    private async Task<JsonNode> ViewAsync(string person, string id)
    {
        Answer answer = await Api.GetAsync(person, "/sharing-requests/" + id);
        return answer.IsSuccess ? answer.Json : throw new TourException("the request's view", answer.Summary);
    }

    // The holder's view: what passed, what did not and why, in groups and field names.
    private static void Tell(Step step, JsonNode view, string outcome, string? reason)
    {
        JsonNode[] fields = [.. (view["decision"]?["decision"]?["fields"] as JsonArray ?? []).Select(field => field!)];
        JsonNode[] released = [.. fields.Where(field => field["reason"] is null)];
        bool releases = outcome is "RELEASE" or "PARTIAL";
        string? actual = view["outcome"]?.GetValue<string>();
        step.Outcome(
            outcome, actual,
            releases
                ? (actual == "PARTIAL" ? "the part that may pass" : "everything this purpose needs")
                : Words.Of(view["reason"]?.GetValue<string>()));
        if (reason is not null)
            step.Expect("the reason", reason, view["reason"]?.GetValue<string>());
        if (releases)
        {
            step.Released(
                $"{Words.Count(released.Length, "field")} of "
                    + $"{Words.List((view["releasedGroups"] as JsonArray ?? []).Select(group => group!.GetValue<string>()))}");
            foreach (IGrouping<string, JsonNode> held in fields.Where(field => field["reason"] is not null)
                .GroupBy(field => field["reason"]!.GetValue<string>()).OrderByDescending(group => group.Count()))
                step.HeldBack($"{Sample(held)}: {Words.Of(held.Key)}");
            step.Expect("something was released", released.Length > 0);
        }
    }

    // Groups alone, and one of three words for why; a whole refusal has one word for all.
    private static string Shown(JsonNode own)
    {
        string[] groups = [.. (own["withheldGroups"] as JsonArray ?? [])
            .SelectMany(
                held =>
                    held!["reasons"]!.AsArray().Select(why =>
                        (Group: held["group"]!.GetValue<string>(), Why: Words.Shown(why!.GetValue<string>()))))
            .GroupBy(held => held.Why, held => held.Group)
            .Select(held => $"{held.Key}: {Words.List(held)}")];
        return groups.Length > 0
            ? string.Join("; ", groups)
            : own["reason"] is { } reason
            ? Words.Shown(reason.GetValue<string>())
            : "nothing held back";
    }

    private static string Sample(IEnumerable<JsonNode> fields)
    {
        string[] paths = [.. fields.Select(field => field["path"]!.GetValue<string>())];
        return paths.Length <= 4 ? Words.List(paths) : $"{Words.List(paths[..3])} and {paths.Length - 3} more";
    }

    private static string Status(JsonNode view) => view["status"]?.GetValue<string>() ?? "";

    private static string Quoted(string etag) => etag.StartsWith('"') ? etag : $"\"{etag}\"";

    private static string WithoutIds(JsonNode view)
    {
        JsonNode copy = view.DeepClone();
        copy["id"] = null;
        copy["submittedAt"] = null;
        return copy.ToJsonString();
    }
}
