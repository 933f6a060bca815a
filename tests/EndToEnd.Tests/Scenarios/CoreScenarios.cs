using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Sharing;

namespace DataSharing.EndToEnd.Tests.Scenarios;

/// <summary>Section 1 of the scenarios: consent, refusal, danger, capacity.</summary>
[Collection(AppCollection.Name)]
public sealed class CoreScenarios(RunningApp app)
{
    [Fact]
    public async Task SC_001_WhenDangerIsImminentWithoutConsent_OverridesWithTheMinimumSet()
    {
        World world = await World.OpenAsync(app, Agencies.Shelter);

        Outcome sent = (await world.SendAsync(
            "danger-response", Agencies.Police, change: i => i with { Override = World.Claim(OverrideGround.Danger) })).Is("OVERRIDE")
            .Gives("identity.preferredName", "language.preferred", "contact.safeChannel", "risk.acuteHealth")
            .Withholds("exploitation.narrative", "immigration.status", "health.mental.conditions", "identity.familyName")
            .Flagged("override.tellSurvivor", "reviewer.alert", "override.secondPersonPending");

        Package package = (await sent.CollectAsync()).HoldsWhatWasDecided();
        Assert.True(package.Json.GetProperty("withoutConsent").GetBoolean());
        Answer queue = (await app.Api.GetAsync(Agencies.Shelter.Reviewer, "reviews?limit=200")).Must(200);
        Assert.Contains(
            queue.Element.GetProperty("items").EnumerateArray(), item => item.GetProperty("request").GetProperty("id").GetString() == sent.Id);
    }

    [Fact]
    public async Task SC_002_WhenTheSenderIsUnknown_AnswersAsForACaseThatDoesNotExist()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        object Ask(string reference) => new { direction = "ask", pathway = "shelter-referral", holder = Agencies.Advocate.Id, reference };
        string code = await world.CodeForAsync(Agencies.Shelter);

        // Nobody's application, with the right code.
        Support.Actor stranger = new Agency("reg-nobody", "nobody").Worker;
        (await app.Api.PostAsync(stranger, "sharing-requests", Ask(code))).MustBe("unknown-caller");

        // A registered agency with the code of another.
        List<string> answers = [];
        foreach (string reference in new[] { code, "ZZZZ-ZZZZ-ZZZZ-ZZZZ" })
        {
            Answer asked = (await app.Api.PostAsync(
                Agencies.OtherShelter.Worker, "sharing-requests", Ask(reference))).Must(202);
            Answer view = await Outcome.UntilDecidedAsync(app, Agencies.OtherShelter.Worker, asked["id"]);
            Assert.Equal("NEUTRAL", view["outcome"]);
            answers.Add(
                view.Text.Replace(asked["id"], "", StringComparison.Ordinal).Replace(view["submittedAt"], "", StringComparison.Ordinal));
        }

        Assert.Equal(answers[1], answers[0]);
    }

    [Fact]
    public async Task SC_004_WhenTheDangerHasMoved_HoldsAndStopsTheEarlierRelease()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("benefits-application", Agencies.Social);
        Outcome earlier = (await world.SendAsync("benefits-application", Agencies.Social)).Is("RELEASE").Withholds("contact.residence");

        await world.ChangeFactsAsync(
            f => f with { Risk = new RiskFacts { Id = "risk-2", At = Given.Now, NamedPersons = ["reg-social/social-worker"] } });

        (await world.SendAsync("benefits-application", Agencies.Social)).Is("HOLD", ReasonKinds.RiskRaised).WaitsFor("risk.review");
        (await earlier.TryCollectAsync()).MustBe("superseded");
    }

    [Fact]
    public async Task SC_005_WhenNothingWasExplained_RefusesTheConsentNamingWhatIsMissing()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);

        Answer refused = (await world.TryConsentAsync("shelter-referral", Agencies.Shelter, change: c => c with
        {
            Evidence = c.Evidence with { ExplainedBy = null, Language = null, ConsequencesExplained = false, Interpreter = null },
        })).MustBe("invalid-consent");

        var errors = refused.Element.GetProperty("errors").EnumerateArray().ToList();
        Assert.All(errors, error => Assert.Equal(ReasonKinds.ConsentInvalidForm, error.GetProperty("reason").GetString()));
        Assert.Equal(
            ["/evidence/consequencesExplained", "/evidence/explainedBy", "/evidence/language"],
            errors.Select(error => error.GetProperty("pointer").GetString()).Order(StringComparer.Ordinal));
        (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("REFUSE", ReasonKinds.ConsentNone);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE");
    }

    [Fact]
    public async Task SC_007_WhenWithdrawnByLink_StopsBothHoldersAndTheOneThatWaits()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync(
            "health-referral", Agencies.Clinic, scope => scope with { Recipients = [new(Agencies.Clinic.Id), new(Agencies.Hospital.Id)] });
        Outcome fetched = (await world.SendAsync("health-referral", Agencies.Clinic)).Is("RELEASE");
        await fetched.CollectAsync();
        Outcome ready = (await world.SendAsync("health-referral", Agencies.Hospital)).Is("RELEASE");
        await world.ChangeFactsAsync(f => f with { Risk = f.Risk! with { UnderRevision = true } });
        Outcome waiting = (await world.SendAsync("health-referral", Agencies.Clinic)).Is("HOLD");
        await world.ChangeFactsAsync(f => f with { Risk = f.Risk! with { UnderRevision = false } });

        (string? secret, string _) = await world.IssueLinkAsync();
        Assert.Contains("Sharing is stopped", await app.Api.StopAsync(secret), StringComparison.Ordinal);

        foreach (Outcome? stopped in new[] { fetched, ready })
        {
            (await stopped.TryCollectAsync()).MustBe("sharing-stopped");
            Assert.Equal("stopped", (await stopped.OtherSideAsync())["status"]);
        }

        (await waiting.BecomesAsync("refused")).Is("REFUSE", ReasonKinds.ConsentWithdrawn);
        (await world.SendAsync("health-referral", Agencies.Clinic)).Is("REFUSE", ReasonKinds.ConsentWithdrawn);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("code")]
    [InlineData("oral")]
    public async Task SC_008_WhenWithdrawnInTheWayThatSuitsHer_TakesEffectAtOnce(string way)
    {
        World world = await World.OpenAsync(app, Agencies.Harbour);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        Outcome sent = (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE");
        (string? secret, string? code) = await world.IssueLinkAsync();

        if (way == "link")
            Assert.Contains(
                "class=\"large\"",
                (await app.Api.SubmitAsync(("action", "stop"), ("secret", secret), ("s", "1"))).Must(200).Text,
                StringComparison.Ordinal);
        else if (way == "code")
            await app.Api.StopAsync(code: code.ToLowerInvariant());
        else
            await world.WithdrawAsync();

        (await sent.TryCollectAsync()).MustBe("sharing-stopped");
        (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("REFUSE", ReasonKinds.ConsentWithdrawn);
    }

    [Fact]
    public async Task SC_010_WhenACriminalCaseIsOpen_StopsPoliceTooAndPromisesNoRecall()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("evidence-to-police", Agencies.Police);
        Outcome delivered = (await world.SendAsync("evidence-to-police", Agencies.Police)).Is("RELEASE");
        (await delivered.CollectAsync()).HoldsWhatWasDecided();
        (string? secret, string _) = await world.IssueLinkAsync();

        string page = await app.Api.StopAsync(secret);

        Assert.Contains("it may go on", page, StringComparison.Ordinal);
        Assert.Contains("cannot be taken back", page, StringComparison.Ordinal);
        (await delivered.TryCollectAsync()).MustBe("sharing-stopped");
        (await world.SendAsync("evidence-to-police", Agencies.Police)).Is("REFUSE", ReasonKinds.ConsentWithdrawn);
        (await delivered.BecomesAsync("stopped")).Is("RELEASE");
    }

    [Fact]
    public async Task SC_011_WhenThePhoneBelongsToSomebodyElse_SendsNoLink()
    {
        World world = await World.OpenAsync(
            app, Agencies.Advocate, f => f with { SurvivorChannel = ChannelState.Unsafe, PhoneSafe = false });

        (await app.Api.PostAsync(
            Agencies.Advocate.Worker, $"cases/{world.Case}/withdrawal-links", new { delivery = "safeChannel" })).MustBe("channel-unsafe");
        await world.IssueLinkAsync();
    }

    [Fact]
    public async Task SC_013_WhenTheAgencyKnowsOfCertainDanger_OverrideIsOpenAndNeverSecret()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        OverrideInput claim = World.Claim(OverrideGround.Danger) with { PriorNoticeReference = null };

        (await world.SendAsync("danger-response", Agencies.Police, change: i => i with { Override = claim })).Is("OVERRIDE")
            .Flagged("override.noticeMissing", "reviewer.alert");
        (await world.SendAsync("danger-response", Agencies.Police, change: i => i with { Override = claim with { Urgent = false } })).Is(
            "REFUSE", ReasonKinds.OverrideNoticeMissing);
    }

    [Fact]
    public async Task SC_014_WhenTheInterpreterIsUnfit_RefusesTheConsent()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        InterpreterEvidence[] unfit = [
            new("cousin", "vetting-1", Given.Now.AddYears(1), "vi", RelatedOrAssociated: true),
            new("stranger", "vetting-0", Given.Now.AddYears(-1), "vi"),
        ];

        foreach (InterpreterEvidence interpreter in unfit)
        {
            Answer refused = (await world.TryConsentAsync(
                "shelter-referral", Agencies.Shelter,
                change: c => c with { Evidence = c.Evidence with { Interpreter = interpreter } })).MustBe("invalid-consent");
            Assert.All(
                refused.Element.GetProperty("errors").EnumerateArray(),
                error => Assert.Equal(ReasonKinds.InterpreterUnfit, error.GetProperty("reason").GetString()));
        }
    }

    [Fact]
    public async Task SC_016_WhenAVolunteerWantsTheHistory_RefusesTheRole()
    {
        World world = await World.OpenAsync(app, Agencies.Social);
        await world.ConsentAsync("case-coordination", Agencies.Advocate, s => s with { Tier = Tier.Full, FullByExplicitChoice = true });

        Outcome asked = (await world.AskAsync("case-coordination", Agencies.Advocate, ["history.childhood"])).Is("RELEASE");
        (await asked.CollectAsync()).HoldsJust("history.childhood");
        Support.Actor volunteer = Agencies.Advocate.Of("volunteer", [.. Agencies.Advocate.Worker.Roles]);
        (await world.AskAsync(
            "case-coordination", Agencies.Advocate, ["history.childhood"], person: volunteer)).Is("REFUSE", ReasonKinds.RecipientRole);
        (await asked.TryCollectAsync(volunteer)).MustBe("not-collectable");
    }

    [Fact]
    public async Task SC_017_WhenCapacityIsInDoubt_HoldsButAssessmentAndSafetyRun()
    {
        World world = await World.OpenAsync(app, Agencies.Harbour);
        await world.ConsentAsync("education-referral", Agencies.Advocate);
        await world.ConsentAsync("capacity-assessment", Agencies.Assessors);
        await world.ChangeFactsAsync(f => f with { Capacity = new CapacityFacts { ConcernOpen = true } });

        (await world.SendAsync("education-referral", Agencies.Advocate)).Is("HOLD", ReasonKinds.CapacityUnassessed)
            .WaitsFor("capacity.assessment");
        (await world.SendAsync("capacity-assessment", Agencies.Assessors)).Is("RELEASE");
        (await world.SendAsync(
            "danger-response", Agencies.Police, change: i => i with { Override = World.Claim(OverrideGround.Danger) })).Is("OVERRIDE");
    }

    [Fact]
    public async Task SC_019_WhenAHealthReferralCarriesRemarks_WithholdsThem()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync(
            "health-referral", Agencies.Clinic,
            s => s with { Included = ["health.physical.conditions", "access", "interpreter", "identity", "language", "contact"] });

        Outcome sent = (await world.SendAsync("health-referral", Agencies.Clinic)).Is("PARTIAL", ReasonKinds.ConsentScope)
            .Gives("health.physical.conditions", "access.arrangements", "interpreter.required")
            .WithholdsAs(ReasonKinds.ConsentScope, "health.cognitive.observations");
        (await sent.CollectAsync()).HoldsWhatWasDecided();
    }

    [Fact]
    public async Task SC_020_WhenTakenByVideo_AcceptsAndFlagsVoiceAlone()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);

        Answer video = (await world.TryConsentAsync(
            "shelter-referral", Agencies.Shelter,
            change: c => c with { Evidence = c.Evidence with { Mode = ConsentMode.Video } })).Must(201);
        Assert.Empty(video.Element.GetProperty("flags").EnumerateArray());
        Assert.Equal("video", video.Element.GetProperty("evidence").GetProperty("mode").GetString());
        Answer voice = (await world.TryConsentAsync(
            "legal-advice", Agencies.Lawyer,
            change: c => c with { Evidence = c.Evidence with { Mode = ConsentMode.Voice } })).Must(201);
        Assert.Equal("voiceOnly", voice.Element.GetProperty("flags")[0].GetString());
        Assert.DoesNotContain("consent.voiceOnly", (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE").Flags);
        (await world.SendAsync("legal-advice", Agencies.Lawyer)).Is("RELEASE").Flagged("consent.voiceOnly");
    }

    [Fact]
    public async Task SC_022_WhenTheRemovalBodyAsks_RefusesWithoutConfirmingAStay()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);

        Outcome asked = (await world.AskAsync(
            "shelter-referral", Agencies.Removals, ["health.physical.conditions", "contact.residence"],
            i => i with { Use = Domain.Decisions.StatedUse.Removal }, involved: false))
            .Is("REFUSE", ReasonKinds.FirewallImmigration).Also(ReasonKinds.PurposeProhibited);
        await asked.TellsAskerNothingAsync();
        (await asked.TryCollectAsync()).MustBe("not-ready");
    }

    [Fact]
    public async Task SC_023_WhenSheFearsHerOwnCommunity_GivesThePreferenceNotTheReason()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("health-referral", Agencies.Clinic);

        Outcome asked = (await world.AskAsync(
            "health-referral", Agencies.Clinic, ["preference.professionalGender", "preference.community", "preference.reason"]))
            .Is("PARTIAL").Gives("preference.professionalGender", "preference.community").Withholds("preference.reason");
        Package package = (await asked.CollectAsync()).HoldsJust("preference.community", "preference.professionalGender");
        Assert.Equal("choice", package["preference.community"].GetProperty("parts").EnumerateObject().Single().Name);
        Assert.False(package["preference.community"].TryGetProperty("value", out _));
    }
}
