using System.Text.Json.Nodes;

namespace DataSharing.Embedded.Tour.Chapters;

/// <summary>Two invented persons: their cases, records and participants.</summary>
internal sealed class People(Player player, Script script)
{
    /// <summary>A record counts as realistic from this many filled fields on.</summary>
    public const int FewestFields = 150;

    private ApiClient Api => player.Api;

    public Task PlayAsync() => player.ChapterAsync(
        "Two people",
        "Both invented. Their records fill the assessment guide; no value of them is ever printed here.",
        async () =>
        {
            await player.StepAsync(
                $"{Cast.NameOf(Cast.Advocate)} opens a case for an adult",
                async step => script.Adult = await OpenAsync(step, Cast.AdvocateWorker, AdultFacts()));
            await player.StepAsync(
                "Her record is written, sealed with a key of its own",
                step => WriteAsync(step, Cast.AdvocateWorker, script.Adult, "adult"));
            await player.StepAsync("Who may ask about her: a named lawyer and a named union officer", Participants);
            await player.StepAsync(
                $"{Cast.NameOf(Cast.Children)} opens a case for a child",
                async step => script.Child = await OpenAsync(step, Cast.ChildrenWorker, ChildFacts()));
            await player.StepAsync("His record is written", step => WriteAsync(step, Cast.ChildrenWorker, script.Child, "child"));
            await player.StepAsync("His guardian advocate takes part", GuardianAdvocate);
            await player.StepAsync("Another agency looks for her case", Foreign);
        });

    /// <summary>Facts the rules test; no value of a record. What is left out has the cautious default.</summary>
    public static JsonObject AdultFacts(bool riskUnderRevision = false) => new()
    {
        ["age"] = new JsonObject { ["status"] = "adult" },
        ["cooperation"] = "anonymousIntelligence",
        ["survivorChannel"] = "safe",
        ["phoneSafe"] = true,
        ["risk"] = new JsonObject
        {
            ["id"] = "risk-0417",
            ["at"] = DateTimeOffset.UtcNow.AddDays(-3),
            ["namedBodies"] = new JsonArray(Cast.Employer),
            ["underRevision"] = riskUnderRevision,
        },
        ["reidentificationCheckedFor"] = new JsonArray("police-intelligence"),
    };

    private static JsonObject ChildFacts() => new()
    {
        ["age"] = new JsonObject { ["status"] = "child", ["majorityAt"] = DateTimeOffset.UtcNow.AddYears(2) },
        ["guardians"] = new JsonObject
        {
            ["parental"] = "appointed",
            ["parentalId"] = "guardian-0562",
            ["advocate"] = "met",
            ["advocateRegistration"] = Cast.GuardianAdvocates,
            ["advocatePerson"] = Cast.GuardianAdvocate,
        },
        ["survivorChannel"] = "unchecked",
        ["risk"] = new JsonObject { ["id"] = "risk-0563", ["at"] = DateTimeOffset.UtcNow.AddDays(-2) },
        ["privateToChild"] = new JsonArray("family.tracingWish"),
    };

    private async Task<string> OpenAsync(Step step, string person, JsonObject facts)
    {
        Answer opened = step.Need("a case", 201, await Api.PostAsync(person, "/cases", facts));
        string id = opened.Json["case"]!.GetValue<string>();
        step.Tell("on record", $"{facts.Count} facts that rules test; the case has an opaque number and no name");
        return id;
    }

    private async Task WriteAsync(Step step, string person, string caseId, string resource)
    {
        JsonNode record = Records.Read(resource);
        step.Need("the record", 201, await Api.PutAsync(person, $"/cases/{caseId}/record", record));
        Answer read = step.Need("its own record back", 200, await Api.GetAsync(person, $"/cases/{caseId}/record"));
        JsonNode[] fields = [.. read.Json["fields"]!.AsArray().Select(field => field!)];
        JsonNode[] filled = [.. fields.Where(field => field["state"]!.GetValue<string>() is not ("unknown" or "declined"))];
        step.Expect($"at least {FewestFields} fields filled", filled.Length >= FewestFields);
        step.Expect("everything came back as written", record["fields"]!.AsArray().Count, fields.Length);
        step.Tell(
            "filled",
            $"{filled.Length} fields in {filled.Select(Group).Distinct().Count()} groups; {fields.Length - filled.Length} asked and not "
                + "answered");
        step.Tell("read", "once by its own caseworker, and that is on the log");
    }

    private async Task Participants(Step step)
    {
        await ReplaceAsync(step, Cast.AdvocateWorker, script.Adult,
        [
            new { registrationId = Cast.Clinic, personId = Cast.ClinicLawyer },
            new { registrationId = Cast.Union, personId = Cast.UnionWorker },
        ]);
        foreach (string agency in new[] { Cast.Clinic, Cast.Union })
            await HandOverAsync(step, Cast.AdvocateWorker, script.Adult, agency);
        step.Tell("given", "a hand-over code to each, good for asking and for that agency alone");
    }

    private async Task GuardianAdvocate(Step step)
    {
        await ReplaceAsync(
            step, Cast.ChildrenWorker, script.Child,
            [new { registrationId = Cast.GuardianAdvocates, personId = Cast.GuardianAdvocate, assignedChildSpecialist = true }]);
        await HandOverAsync(step, Cast.ChildrenWorker, script.Child, Cast.GuardianAdvocates);
        step.Tell("given", "a hand-over code for asking");
    }

    private async Task Foreign(Step step)
    {
        Answer foreign = await Api.GetAsync(Cast.ChildrenWorker, "/cases/" + script.Adult);
        Answer unknown = await Api.GetAsync(Cast.ChildrenWorker, "/cases/" + new string('0', script.Adult.Length));
        step.Expect("a foreign case", "404 not-found", foreign);
        step.Expect("the very answer of a case that does not exist", foreign.Text == unknown.Text);
        step.Tell("answered", "404, word for word as for a case that does not exist");
    }

    private async Task ReplaceAsync(Step step, string person, string caseId, IReadOnlyList<object> participants)
    {
        Answer now = step.Need("the participants", 200, await Api.GetAsync(person, $"/cases/{caseId}/participants"));
        step.Need("the new participants", 200, await Api.PutAsync(person, $"/cases/{caseId}/participants", new { participants }, now.ETag));
    }

    private async Task HandOverAsync(Step step, string person, string caseId, string agency)
    {
        Answer code = step.Need(
            "a hand-over code", 201, await Api.PostAsync(person, $"/cases/{caseId}/hand-over-codes", new { recipient = agency }));
        script.References[agency] = code.Json["code"]!.GetValue<string>();
    }

    private static string Group(JsonNode field) => field["path"]!.GetValue<string>().Split('.')[0];
}

/// <summary>The two records, shipped with the program.</summary>
internal static class Records
{
    public static JsonNode Read(string name)
    {
        using Stream stream = typeof(Records).Assembly.GetManifestResourceStream($"DataSharing.Embedded.Tour.Records.{name}.json")
            ?? throw new TourException($"the record {name}", "it is not in the program");
        return JsonNode.Parse(stream)!;
    }
}
