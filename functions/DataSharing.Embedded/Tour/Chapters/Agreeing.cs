using System.Text.Json.Nodes;

namespace DataSharing.Embedded.Tour.Chapters;

/// <summary>Consents with different scopes, one that is not good enough, and the way to take everything back.</summary>
internal sealed class Agreeing(Player player, Script script)
{
    private ApiClient Api => player.Api;

    public Task PlayAsync() => player.ChapterAsync(
        "What they agreed to",
        "One consent, one purpose, named agencies. What is not named is not agreed.",
        async () =>
        {
            await player.StepAsync("A signature taken in haste, with a relative interpreting", Defective);
            await player.StepAsync(
                "She agrees: a place to live, at Willow House alone",
                step => GiveAsync(step, "house", Scope("shelter-referral", Cast.Shelter), "HOUSE"));
            await player.StepAsync(
                "She agrees: her doctor learns that she is vulnerable, and not why",
                step => GiveAsync(
                    step, "health", Scope("health-referral", Cast.Doctor, scope => scope["disclosureLevel"] = "vulnerability"), "PHYS"));
            await player.StepAsync(
                "She agrees: the union claims her wages", step => GiveAsync(step, "wages", Scope("wage-claim", Cast.Union), "WAGE"));
            await player.StepAsync(
                $"She agrees: legal advice by {Cast.ClinicName}, without her health",
                step => GiveAsync(
                    step, "legal", Scope("legal-advice", Cast.Clinic, scope => scope["excluded"] = new JsonArray("health")), "LEGAL"));
            await player.StepAsync(
                "She agrees: police may learn how the traffickers work, and never who she is",
                step => GiveAsync(
                    step, "intelligence", Scope("police-intelligence", Cast.Intelligence, scope => scope["tier"] = "CASE"), "INTEL"));
            await player.StepAsync(
                "The child's guardian and the child agree: trauma care",
                step => GiveAsync(
                    step, "trauma", Scope("mental-health-referral", Cast.Trauma, scope => scope["disclosureLevel"] = "symptoms"), "MENT",
                    child: true));
            await player.StepAsync(
                "They agree: his guardian advocate reads the whole file",
                step => GiveAsync(
                    step, "file",
                    Scope(
                        "guardian-advocate-file", Cast.GuardianAdvocates,
                        scope => (scope["tier"], scope["fullByExplicitChoice"]) = ("FULL", true)),
                    "COORD", child: true));
            await player.StepAsync("She gets a card with a link and a spoken code that stop everything", Link);
        });

    private async Task Defective(Step step)
    {
        JsonObject consent = Consent("HOUSE", Scope("shelter-referral", Cast.Shelter), child: false);
        JsonNode evidence = consent["evidence"]!;
        evidence["timeToReflect"] = false;
        evidence["interpreter"]!["relatedOrAssociated"] = true;
        evidence["otherPurposesInAct"] = new JsonArray("WAGE");
        Answer refused = step.Expect(
            "it is not taken in", "422 invalid-consent",
            await Api.PostAsync(Cast.AdvocateWorker, $"/cases/{script.Adult}/consents", consent));
        string[] defects = [.. (refused.Json["errors"] as JsonArray ?? []).Select(
            error => error!["pointer"]!.GetValue<string>().Replace("/evidence/", "", StringComparison.Ordinal).Replace('/', '.'))];
        step.Expect("each of the three defects is named", 3, defects.Length);
        step.Tell("refused", "nothing was stored. Wrong with it: " + Words.List(defects));
    }

    private async Task GiveAsync(Step step, string name, JsonObject scope, string purpose, bool child = false)
    {
        (string person, string caseId) = child ? (Cast.ChildrenWorker, script.Child) : (Cast.AdvocateWorker, script.Adult);
        Answer given = step.Need(
            "the consent", 201, await Api.PostAsync(person, $"/cases/{caseId}/consents", Consent(purpose, scope, child)));
        string id = (given.Json["id"] ?? given.Json["consent"])!.GetValue<string>();
        script.Consents[name] = id;
        Answer receipt = step.Need(
            "a receipt to read", 200, await Api.GetAsync(person, $"/cases/{caseId}/consents/{id}/receipt", accept: "text/html"));
        step.Expect("the receipt is a page", "text/html", receipt.MediaType ?? "");
        step.Tell("agreed", Describe(scope, child));
    }

    private async Task Link(Step step)
    {
        Answer issued = step.Need("a link", 201, await Api.PostAsync(Cast.AdvocateWorker, $"/cases/{script.Adult}/withdrawal-links",
            new { delivery = "inPerson", word = script.Word, onlineView = "afterFactor", language = "en" }));
        script.Link = issued.Json["link"]!.GetValue<string>();
        script.SpokenCode = issued.Json["spokenCode"]!.GetValue<string>();
        Answer listed = step.Need(
            "the list of links", 200, await Api.GetAsync(Cast.AdvocateWorker, $"/cases/{script.Adult}/withdrawal-links"));
        step.Expect(
            "the list shows no secret",
            !listed.Text.Contains(script.SpokenCode, StringComparison.Ordinal)
                && !listed.Text.Contains(script.Link.Split('#')[^1], StringComparison.Ordinal));
        step.Tell("handed over", "once, in person: nobody can look the link or the code up again, not even her caseworker");
    }

    private static string Describe(JsonObject scope, bool child)
    {
        string what = $"{scope["pathway"]}, to {Cast.NameOf(scope["recipients"]![0]!["registrationId"]!.GetValue<string>())}";
        string tier = scope["tier"]?.GetValue<string>() switch
        {
            "CASE" => ", case facts without personal data",
            "FULL" => ", the pathway's full set, expressly chosen",
            _ => ", what the purpose needs",
        };
        string level = scope["disclosureLevel"] is { } chosen ? $", level \"{chosen}\"" : "";
        string without = scope["excluded"] is JsonArray excluded
            ? ", without " + Words.List(excluded.Select(group => group!.GetValue<string>()))
            : "";
        return what + tier + level + without + (child ? "; by the guardian, with the child's own yes" : "");
    }

    private static JsonObject Scope(string pathway, string recipient, Action<JsonObject>? with = null)
    {
        var scope = new JsonObject
        {
            ["id"] = "scope-1",
            ["pathway"] = pathway,
            ["recipients"] = new JsonArray(new JsonObject { ["registrationId"] = recipient, ["shownByName"] = true }),
            ["tier"] = "PORTION",
            // What they will be told was gone through with her, and it was her wish that it goes there.
            ["discussedAt"] = DateTimeOffset.UtcNow.AddDays(-1),
            ["atPersonsRequest"] = true,
        };
        with?.Invoke(scope);
        return scope;
    }

    private static JsonObject Consent(string purpose, JsonObject scope, bool child)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var evidence = new JsonObject
        {
            ["explainedBy"] = child ? Cast.ChildrenWorker : Cast.AdvocateWorker,
            ["explainedAt"] = now.AddDays(-1),
            ["language"] = child ? "ro" : "tl",
            ["languageUnderstood"] = true,
            ["consequencesExplained"] = true,
            ["alternativesExplained"] = true,
            ["confidentialityExplained"] = true,
            ["toldCaseMayContinue"] = true,
            ["toldJusticeRights"] = true,
            ["timeToReflect"] = true,
            ["firstExplainedInSession"] = "session-1",
            ["givenInSession"] = "session-2",
            ["mode"] = "inPerson",
            ["form"] = "written",
            ["signed"] = true,
            ["formReference"] = "form-" + purpose.ToLowerInvariant(),
            ["capacity"] = "hasCapacity",
            ["readBackInOwnWords"] = true,
            ["interpreter"] = new JsonObject
            {
                ["id"] = child ? "interpreter-12" : "interpreter-31",
                ["vettingReference"] = "vetting-2026-0112",
                ["vettedUntil"] = now.AddMonths(6),
                ["language"] = child ? "ro" : "tl",
                ["childSpecialised"] = child,
            },
        };
        if (child)
        {
            evidence["guardian"] = new JsonObject
            {
                ["id"] = "guardian-0562",
                ["capacity"] = "parentalGuardian",
                ["at"] = now.AddHours(-2),
            };
            evidence["child"] = "agrees";
            evidence["childInformed"] = true;
        }

        return new JsonObject
        {
            ["purpose"] = purpose,
            ["basis"] = child ? "child" : "adult",
            ["noticeVersion"] = "2026-1",
            ["jurisdiction"] = Samples.SampleCountry.Home,
            ["scopes"] = new JsonArray(scope),
            ["evidence"] = evidence,
            ["givenAt"] = now.AddMinutes(-1),
            ["validFrom"] = now.AddMinutes(-1),
            ["validUntil"] = now.AddDays(170),
            ["reviewBy"] = now.AddDays(170),
        };
    }
}
