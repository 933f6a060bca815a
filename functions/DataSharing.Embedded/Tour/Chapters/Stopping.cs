using System.Text.Json.Nodes;
using DataSharing.Domain.Policy;

namespace DataSharing.Embedded.Tour.Chapters;

/// <summary>She says stop while a request is under way; nothing moves afterwards, and what was fetched is chased.</summary>
internal sealed class Stopping(Player player, Script script)
{
    private const int InFlight = 8;

    private ApiClient Api => player.Api;

    public Task PlayAsync() => player.ChapterAsync(
        "She says stop",
        "A code and one button. No account, no reason, nobody to ask. In force when the page answers.",
        async () =>
        {
            await player.StepAsync("Somebody tries a code that is not hers", WrongCode);
            await player.StepAsync($"She types her code while {InFlight} requests about her are under way", Stop);
            await player.StepAsync("Afterwards: nobody fetches what she had agreed to, ready or fetched before", Refused);
            JsonNode? again = null;
            TimeSpan took = await player.StepAsync("Afterwards: a new request", async step => again = await Again(step));
            script.Outcomes.Add(
                ("After the stop: shelter-referral once more", again?["outcome"]?.GetValue<string>()
                    ?? "-", again?["reason"]?.GetValue<string>() ?? "", took));
            await player.StepAsync("With the word she agreed with her caseworker, she sees who holds what", Look);
            await player.StepAsync("What was fetched before cannot be recalled: each agency says what became of its copy", Attest);
            await player.StepAsync("The child's sharing goes on: one person's stop touches nobody else", Untouched);
        });

    private async Task WrongCode(Step step)
    {
        Answer page = await Api.OpenPageAsync("/w");
        step.Expect("the page opens", 200, page.Status);
        Answer wrong = await Api.SubmitFormAsync("/w", new Dictionary<string, string> { ["action"] = "stop", ["code"] = "00000-000000" });
        step.Expect("not recognised", 422, wrong.Status);
        step.Tell("answered", "not recognised; nothing about anybody");
    }

    private async Task Stop(Step step)
    {
        // All at once: each request is before or after the stop, and none gets anything after it.
        Task<Answer>[] sent = [.. Enumerable.Range(0, InFlight).Select(i => Api.PostAsync(Cast.AdvocateWorker, "/sharing-requests",
            new
            {
                direction = "send",
                @case = script.Adult,
                recipient = i % 2 == 0 ? Cast.Doctor : Cast.Shelter,
                pathway = i % 2 == 0 ? "health-referral" : "shelter-referral",
            }))];
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Answer stopped = await Api.SubmitFormAsync(
            "/w", new Dictionary<string, string> { ["action"] = "stop", ["code"] = script.SpokenCode });
        watch.Stop();
        step.Expect("the page says that it stopped", 200, stopped.Status);
        script.Confirmation = Between(stopped.Text, "<dd dir=\"ltr\">", "</dd>", skip: 1);
        step.Expect("it gives a confirmation number", script.Confirmation.Length > 0);
        step.Tell("stopped", $"in {TourScreen.Took(watch.Elapsed)}, with a confirmation number");
        int refused = 0, cut = 0;
        foreach ((Answer answer, int i) in (await Task.WhenAll(sent)).Select((answer, i) => (answer, i)))
        {
            string id = step.Need("a request in flight was taken", 202, answer).Json["id"]!.GetValue<string>();
            JsonNode view = await player.UntilAsync(async () => (await Api.GetAsync(Cast.AdvocateWorker, "/sharing-requests/" + id)).Json,
                seen => seen["status"]?.GetValue<string>() is "refused" or "stopped", "a request in flight to end");
            Answer collected = await Api.PostAsync(
                i % 2 == 0 ? Cast.DoctorWorker : Cast.ShelterWorker, $"/sharing-requests/{id}/collection");
            step.Expect("it cannot be fetched", !collected.IsSuccess);
            if (view["status"]!.GetValue<string>() == "refused")
            {
                refused++;
                step.Expect("the reason", ReasonKinds.ConsentWithdrawn, view["reason"]?.GetValue<string>());
            }
            else
            {
                cut++;
            }
        }

        step.Tell(
            "in flight", $"{refused} refused because she had said stop; {cut} released just before, and dead before anybody fetched them");
    }

    private async Task Refused(Step step)
    {
        foreach ((string name, string person, string who) in new[]
        {
            ("health", Cast.DoctorWorker, "ready since before, never fetched"), ("house", Cast.ShelterWorker, "fetched once before"),
            ("legal", Cast.ClinicLawyer, "fetched once before, own key"),
        })
        {
            Answer answer = await Api.PostAsync(person, $"/sharing-requests/{script.Request(name)}/collection");
            step.Expect($"{name}", "410 sharing-stopped", answer);
            step.Tell("refused", $"{person} ({who}): sharing was stopped");
        }
    }

    private async Task<JsonNode> Again(Step step)
    {
        step.Asked("shelter-referral, as before");
        Answer answer = step.Need(
            "the request accepted", 202,
            await Api.PostAsync(
                Cast.AdvocateWorker, "/sharing-requests",
                new { direction = "send", @case = script.Adult, recipient = Cast.Shelter, pathway = "shelter-referral" }));
        string id = answer.Json["id"]!.GetValue<string>();
        JsonNode view = await player.UntilAsync(
            async () => (await Api.GetAsync(Cast.AdvocateWorker, "/sharing-requests/" + id)).Json,
            seen => seen["status"]?.GetValue<string>() != "submitted", "a decision");
        step.Outcome("REFUSE", view["outcome"]?.GetValue<string>(), Words.Of(view["reason"]?.GetValue<string>()));
        step.Expect("the reason", ReasonKinds.ConsentWithdrawn, view["reason"]?.GetValue<string>());
        return view;
    }

    private async Task Look(Step step)
    {
        Answer wrong = await Api.SubmitFormAsync(
            "/w", new Dictionary<string, string> { ["action"] = "more", ["number"] = script.Confirmation, ["word"] = "not the word" });
        step.Expect("a wrong word shows nothing", 422, wrong.Status);
        Answer page = await Api.SubmitFormAsync(
            "/w", new Dictionary<string, string> { ["action"] = "more", ["number"] = script.Confirmation, ["word"] = script.Word });
        step.Expect("the right word shows her list", 200, page.Status);
        foreach (string agency in new[] { Cast.ClinicName, Cast.NameOf(Cast.Shelter) })
            step.Expect($"{agency} is on it", System.Net.WebUtility.HtmlDecode(page.Text).Contains(agency, StringComparison.Ordinal));
        step.Tell(
            "shown",
            $"{Cast.ClinicName} and {Cast.NameOf(Cast.Shelter)}, who fetched something before the stop; it says so and promises nothing "
                + "more");
    }

    private async Task Attest(Step step)
    {
        step.Expect(
            "the clinic's word is taken", true,
            (await Api.PostAsync(
                Cast.ClinicLawyer, $"/sharing-requests/{script.Request("legal")}/deletion-attestation",
                new { copies = "destroyed" })).IsSuccess);
        step.Expect(
            "the shelter's word is taken", true,
            (await Api.PostAsync(
                Cast.ShelterWorker, $"/sharing-requests/{script.Request("house")}/deletion-attestation",
                new { copies = "retainedByLaw", legalBasis = "shelter-act-12" })).IsSuccess);
        foreach ((string name, string copies) in new[] { ("legal", "destroyed"), ("house", "retainedByLaw") })
        {
            Answer view = await Api.GetAsync(Cast.AdvocateWorker, "/sharing-requests/" + script.Request(name));
            step.Expect("her caseworker sees it", copies, view.Json["attestation"]?["copies"]?.GetValue<string>());
        }

        step.Tell("on record", $"{Cast.ClinicName}: destroyed. {Cast.NameOf(Cast.Shelter)}: kept, with the law that demands it");
    }

    private async Task Untouched(Step step)
    {
        Answer package = step.Need(
            "the child's package", 200,
            await Api.PostAsync(Cast.TraumaWorker, $"/sharing-requests/{script.Request("trauma")}/collection", accept: "application/json"));
        step.Expect("something is in it", package.Body.Length > 0);
        step.Tell("fetched", $"by {Cast.NameOf(Cast.Trauma)}, as agreed by the child's guardian and the child");
    }

    private static string Between(string text, string start, string end, int skip)
    {
        int at = -1;
        for (int i = 0; i <= skip; i++)
            at = text.IndexOf(start, at + 1, StringComparison.Ordinal);
        if (at < 0)
            return "";
        int from = at + start.Length, to = text.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0 ? "" : text[from..to];
    }
}
