using System.Text.Json.Nodes;
using DataSharing.Domain.Sealing;
using DataSharing.Embedded.Samples;
using DataSharing.Functions.Http;

namespace DataSharing.Embedded.Tour.Chapters;

/// <summary>The country's agencies, their agreements, and one agency that joins.</summary>
internal sealed class Country(Player player, Script script)
{
    private ApiClient Api => player.Api;

    public Task PlayAsync() => player.ChapterAsync(
        "A country and its agencies",
        "Agencies share only under an agreement in force. No single person can let one in.",
        async () =>
        {
            await player.StepAsync("The registry lists every agency, one entry for each role it acts in", Registrations);
            await player.StepAsync("Agreements say which pathways are open between two of them", Agreements);
            await player.StepAsync($"{Cast.ClinicName} asks to join, with its own encryption key", Join);
            await player.StepAsync("Its lawyer and its data protection officer are registered, by two persons again", Staff);
            await player.StepAsync($"{Cast.ClinicName} and {Cast.NameOf(Cast.Advocate)} sign an agreement", Sign);
        });

    private async Task Registrations(Step step)
    {
        List<JsonNode> all = await AllAsync("/registrations");
        step.Expect("at least twelve agencies", all.Count >= 12);
        var kinds = all.GroupBy(one => Text(one, "actorCode")).ToDictionary(
            group => group.Key, group => group.Count(), StringComparer.Ordinal);
        step.Tell(
            "found",
            $"{all.Count} registrations in {kinds.Count} roles, from shelters, clinics and lawyers to police, permits and immigration "
                + "enforcement");
        step.Expect(
            "a shelter, a doctor, police and immigration enforcement among them",
            new[] { "SHELT", "DOC-P", "POL-AT", "IMM-E" }.All(kinds.ContainsKey));
    }

    private async Task Agreements(Step step)
    {
        List<JsonNode> all = await AllAsync("/agreements");
        step.Expect("at least twelve agreements", all.Count >= 12);
        int lines = all.Sum(one => one["lines"]!.AsArray().Count);
        step.Tell("found", $"{all.Count} agreements that open {lines} pathways; immigration enforcement has none");
        step.Expect(
            "no agreement with immigration enforcement",
            all.All(one => Text(one, "partyA") != Cast.Removals && Text(one, "partyB") != Cast.Removals));
    }

    private async Task Join(Step step)
    {
        DateTimeOffset until = DateTimeOffset.UtcNow.AddYears(1);
        string change = await ProposeAsync(step, "/registrations", new
        {
            id = Cast.Clinic,
            agencyId = "body-orchard",
            actorCode = "LAWY",
            displayName = Cast.ClinicName,
            country = SampleCountry.Home,
            identityVerified = true,
            verifiedUntil = until,
            accreditedUntil = until,
            confidentialityPolicyVersion = "2026-1",
            confidentialityPolicyReviewBy = until,
            bindings = new[] { new { tenantId = SampleCountry.Tenant, appId = Cast.ClinicApp } },
            publicKey = PublicKey(),
            desks = new[] { new
            {
                id = "desk-orchard",
                name = "Case desk",
                channel = "desk@orchard.example",
                checkedUntil = until,
                members = new[] { Cast.ClinicLawyer },
            } },
        });
        Answer early = await Api.GetAsync(Cast.Registrar, "/registrations/" + Cast.Clinic);
        step.Expect("before the second person it does not exist", 404, early.Status);
        step.Expect(
            "the same person cannot approve", "403 same-person",
            await Api.PostAsync(Cast.Registrar, $"/registry-changes/{change}/approval"));
        step.Expect(
            "an application cannot, whomever it names", "403 same-person",
            await Api.PostByAppAsync(Cast.RegistrarApp, Cast.SecondRegistrar, $"/registry-changes/{change}/approval"));
        await ApproveAsync(step, change, Cast.SecondRegistrar);
        step.Need("the registration", 200, await Api.GetAsync(Cast.Registrar, "/registrations/" + Cast.Clinic));
        step.Tell(
            "proposed", $"by {Cast.Registrar}, who then cannot approve it; nor can an application that says it acts for somebody else");
        step.Tell(
            "approved",
            $"by {Cast.SecondRegistrar}: registered. Packages for it will be sealed with its key: after that only the clinic can open "
                + "them");
    }

    private async Task Staff(Step step)
    {
        DateTimeOffset until = DateTimeOffset.UtcNow.AddYears(1);
        string[] sharing = [Roles.SharingSubmit, Roles.SharingReceive];
        foreach ((string id, string[] roles) in new[] { (Cast.ClinicLawyer, sharing), (Cast.ClinicOfficer, [Roles.LogReview]) })
        {
            string change = await ProposeAsync(step, $"/registrations/{Cast.Clinic}/persons", new { id, roles, vettedUntil = until });
            await ApproveAsync(step, change, Cast.SecondRegistrar);
        }

        step.Tell("registered", $"{Cast.ClinicLawyer} and {Cast.ClinicOfficer}, with roles and an end of their vetting");
    }

    private async Task Sign(Step step)
    {
        DateTimeOffset from = DateTimeOffset.UtcNow.AddMinutes(-1);
        string change = await ProposeAsync(step, "/agreements", new
        {
            id = "agr-advocate-orchard",
            partyA = Cast.Advocate,
            partyB = Cast.Clinic,
            lines = new[] { new { pathway = "legal-advice", sender = Cast.Advocate } },
            purposes = new[] { "LEGAL" },
            roles = "Each party is controller of its own records.",
            means = "This system alone.",
            dataProtectionClause = "Both parties comply with the data protection law of Norvane.",
            consentProcedure = "Written, task by task, explained in the person's language.",
            validFrom = from,
            validUntil = from.AddDays(300),
            reviewBy = from.AddDays(300),
            signedByA = from,
            signedByB = from,
        });
        step.Expect(
            "nobody of the registry can approve it alone", 403,
            (await Api.PostAsync(Cast.SecondRegistrar, $"/registry-changes/{change}/approval")).Status);
        Answer half = step.Need(
            "the advocates' yes", 200, await Api.PostAsync(Cast.AdvocateOfficer, $"/registry-changes/{change}/approval"));
        step.Expect("one party alone concludes nothing", "proposed", Text(half.Json, "status"));
        await ApproveAsync(step, change, Cast.ClinicOfficer);
        step.Need("the agreement", 200, await Api.GetAsync(Cast.Registrar, "/agreements/agr-advocate-orchard"));
        step.Tell("opens", "legal-advice, from the advocates to the clinic, and nothing else");
        step.Tell(
            "approved",
            $"by {Cast.AdvocateOfficer} and {Cast.ClinicOfficer}, one of each party: the registry's own second person could not");
    }

    private async Task<string> ProposeAsync(Step step, string path, object body)
    {
        Answer answer = step.Need("a change that waits for a second person", 202, await Api.PostAsync(Cast.Registrar, path, body));
        return answer.Location![(answer.Location!.LastIndexOf('/') + 1)..];
    }

    private async Task ApproveAsync(Step step, string change, string person)
    {
        Answer answer = step.Need($"the approval by {person}", 200, await Api.PostAsync(person, $"/registry-changes/{change}/approval"));
        step.Expect("the change is in force", "applied", Text(answer.Json, "status"));
    }

    private async Task<List<JsonNode>> AllAsync(string path)
    {
        var all = new List<JsonNode>();
        string? next = null;
        do
        {
            Answer page = await Api.GetAsync(Cast.Registrar, $"{path}?limit=100{(next is null ? "" : "&cursor=" + next)}");
            if (!page.IsSuccess)
                throw new TourException($"a page of {path}", page.Summary);
            all.AddRange(page.Json["items"]!.AsArray().Select(item => item!));
            next = page.Json["next"]?.GetValue<string>();
        }
        while (next is not null);
        return all;
    }

    private JsonObject PublicKey()
    {
        System.Security.Cryptography.RSAParameters key = script.ClinicKey.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "enc",
            ["kid"] = "orchard-2026",
            ["n"] = Base64UrlText.Encode(key.Modulus),
            ["e"] = Base64UrlText.Encode(key.Exponent),
        };
    }

    private static string Text(JsonNode node, string member) => node[member]?.GetValue<string>() ?? "";
}
