using System.Text.Json;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Sharing;

namespace DataSharing.EndToEnd.Tests.Scenarios;

/// <summary>What becomes of single values on their way, named by what went wrong with them.</summary>
[Collection(AppCollection.Name)]
public sealed class ValueScenarios(RunningApp app)
{
    [Theory]
    [InlineData("No, he opens her post", null, null)]
    [InlineData("Yes", null, null)]
    [InlineData("unknown", null, null)]
    [InlineData("no", null, "no")]
    [InlineData("ask her first", "yes", "yes")]
    public async Task Collect_WhenHerAnswerOnLettersIsWords_TellsTheLawyerNoYesAndNoAddress(string words, string? code, string? told)
    {
        World world = await WithAsync("contact.lettersSafe", one => one with { Value = words, Codes = code is null ? null : [code] });
        await world.ConsentAsync("legal-advice", Agencies.Lawyer);

        Outcome sent = await world.SendAsync(
            "legal-advice", Agencies.Lawyer, ["identity.givenName", "contact.lettersSafe", "contact.correspondenceAddress"]);
        Package package = await sent.CollectAsync();

        Assert.Equal(told, package.Paths.Contains("contact.lettersSafe") ? package.ValueOf("contact.lettersSafe") : null);
        Assert.Equal(told == "yes", package.Paths.Contains("contact.correspondenceAddress"));
        Assert.DoesNotContain(words == "no" ? "qx" + "none" : words, package.Text, StringComparison.Ordinal);
        if (told is null)
            Assert.Equal("R-279", sent.Verdict("contact.lettersSafe").GetProperty("ruleId").GetString());
    }

    [Theory]
    [InlineData("none yet")]
    [InlineData("No.")]
    [InlineData("she says yes")]
    public async Task Collect_WhenTheWorkPermitIsDescribedInWords_TellsTheEmployerNothing(string words)
    {
        World world = await WithAsync("employment.workPermit", one => one with { Value = words });
        await world.ConsentAsync("work-placement", Agencies.Employer);

        Outcome sent = await world.SendAsync("work-placement", Agencies.Employer, ["employment.workPermit", "identity.givenName"]);

        sent.WithholdsAs(ReasonKinds.FieldNotNeeded, "employment.workPermit");
        Assert.DoesNotContain("\"yes\"", (await sent.CollectAsync()).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ValueState.Stated, "no")]
    [InlineData(ValueState.Stated, "No, his phone")]
    [InlineData(ValueState.Unknown, null)]
    [InlineData(ValueState.Declined, null)]
    public async Task Send_WhenTheFactsCallThePhoneSafeAndTheRecordDoesNot_WithholdsTheNumber(ValueState state, string? words)
    {
        World world = await WithAsync("contact.phone.safeToUse", one => new RecordField(one.Path, state, words));
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);

        (await world.SendAsync("shelter-referral", Agencies.Shelter, ["contact.phone.number", "identity.givenName"])).Is("PARTIAL")
            .WithholdsAs(ReasonKinds.ChannelUnsafe, "contact.phone.number");
        JsonElement view = (await app.Api.GetAsync(world.Holder.Worker, $"cases/{world.Case}")).Must(200).Element;
        Assert.Equal(words == "no" ? 1 : 0, view.GetProperty("contradictions").GetArrayLength());
    }

    [Fact]
    public async Task Collect_WhenTheRecordTurnsUnsafeAfterTheRelease_HandsOutNothing()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        Outcome sent = (await world.SendAsync(
            "shelter-referral", Agencies.Shelter, ["contact.phone.number", "identity.givenName"])).Is("RELEASE");

        await world.ReplaceRecordAsync(world.Record.With("contact.phone.safeToUse", one => one with { Value = "no" }));

        (await sent.TryCollectAsync()).MustBe("superseded");
    }

    [Fact]
    public async Task Send_WhenTheRecordCallsAnAdultAChild_HoldsForTheAgeDoubt()
    {
        World world = await WithAsync("age.presumedChild", one => one with { Value = "child" });
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);

        (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("HOLD", ReasonKinds.ChildAgeDoubt);
    }

    [Fact]
    public async Task Collect_WhenOneEntryOfTheRecordWasVacated_HoldsTheOtherEntries()
    {
        World world = await WithAsync(
            "justice.record",
            one => one with
            {
                Items = [
                new RecordItem("fine", "fined for the journey"),
                new RecordItem("vacated", "convicted of theft"),
                new RecordItem("secret", "told her lawyer alone", Never: [NeverFlag.NeverLeaves]),
            ]
            },
            f => f with { Suppressed = [new SuppressedPath("justice.record", false, "vacated")] });
        await world.ConsentAsync("legal-advice", Agencies.Lawyer);

        Outcome sent = (await world.SendAsync("legal-advice", Agencies.Lawyer, ["justice.record"])).Gives("justice.record");
        Package package = await sent.CollectAsync();

        Assert.Equal(
            ["fined for the journey"], package["justice.record"].GetProperty("items").EnumerateArray().Select(item => item.GetString()));
        Assert.DoesNotContain(world.Record.MarkOf("justice.record"), package.Text, StringComparison.Ordinal);
        await world.ChangeFactsAsync(f => f with { Suppressed = [.. f.Suppressed, new SuppressedPath("justice.record", false, "fine")] });
        (await sent.TryCollectAsync()).MustBe("superseded");
    }

    [Fact]
    public async Task Collect_WhenHerConsentNamesTheInterviewRecord_ReachesHerLawyerInTheApprovedWords()
    {
        const string words = "They came at night and took our papers.";
        World world = await WithAsync(
            "nrm.interviewRecord",
            one => one with { Value = words });
        await world.ConsentAsync("legal-advice", Agencies.Lawyer, s => s with { ExpresslyChosen = ["nrm.interviewRecord"] });

        (await world.SendAsync(
            "legal-advice", Agencies.Lawyer, ["nrm.interviewRecord", "identity.givenName"])).Withholds("nrm.interviewRecord");
        string approval = await world.ApproveAsync("legal-advice", Agencies.Lawyer, null, "nrm.interviewRecord");
        Package package = await (await world.SendAsync("legal-advice", Agencies.Lawyer, change: i => i with { ApprovedContent = approval }))
            .Gives("nrm.interviewRecord").CollectAsync();

        Assert.Equal(words, package.ValueOf("nrm.interviewRecord"));
        foreach (string mark in world.Record.MarksOf("nrm.interviewRecord"))
            Assert.DoesNotContain(mark, package.Text, StringComparison.Ordinal);
        (await world.SendAsync(
            "legal-advice", Agencies.Lawyer, ["justice.statement", "identity.givenName"])).Withholds("justice.statement");
    }

    [Fact]
    public async Task Collect_WhenBefriendersAreTheRecipient_HoldsTaskDataOnly()
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("social-inclusion", Agencies.Befrienders);

        Outcome sent = (await world.SendAsync("social-inclusion", Agencies.Befrienders)).Is("RELEASE");
        Package package = await sent.CollectAsync();

        Assert.Empty(package.Paths.Except(Country.Policy.TaskData));
        package.HoldsWhatWasDecided();
        (await world.SendAsync(
            "social-inclusion", Agencies.Befrienders,
            [
                "identity.preferredName",
                "identity.gender",
                "contact.phone.number",
                "contact.email.address",
                "language.preferred",
            ])).Is("PARTIAL")
            .WithholdsAs(
                ReasonKinds.RecipientRole, "identity.preferredName", "identity.gender", "contact.phone.number", "contact.email.address");
    }

    [Fact]
    public async Task Send_WhenFactsAndRecordDifferOnCustody_WaitsForTwoPersonsAndTheirWord()
    {
        World world = await WithAsync("detention.current", one => one with { Value = "no" }, f => f with { InCustody = true });
        OverrideInput claim = World.Claim(OverrideGround.Detention) with { Urgent = false };

        (await world.SendAsync("detention-alert", Agencies.Lawyer, change: i => i with { Override = claim })).Is(
            "REFUSE", ReasonKinds.OverrideGroundMissing);
        Outcome held = await world.SendAsync(
            "detention-alert", Agencies.Lawyer, change: i => i with { Override = claim with { ContradictionReference = "note-7" } });
        held.Is("HOLD", ReasonKinds.OverrideGroundMissing).WaitsFor("override.secondPerson");
        Assert.Equal("custody", held.Decision.GetProperty("contradicted")[0].GetString());
        (await app.Api.PostAsync(
            world.Holder.Reviewer, $"sharing-requests/{held.Id}/review",
            new { action = "proceed", evidence = "note-7" })).Must(202);
        (await held.BecomesAsync("ready")).Is("OVERRIDE");
        Answer refused = await app.Api.PostAsync(world.Holder.Worker, "sharing-requests", new SharingInput(
            Direction.Send, "danger-response", Case: world.Case, Recipient: Agencies.Police.Id,
            Override: World.Claim(OverrideGround.Danger) with { ContradictionReference = "note-7" }));
        refused.MustBe("invalid-value");
    }

    private async Task<World> WithAsync(string path, Func<RecordField, RecordField> change, Func<CaseFactsBody, CaseFactsBody>? facts =
        null)
    {
        World world = await World.OpenAsync(app, Agencies.Advocate, facts);
        await world.ReplaceRecordAsync(world.Record.With(path, change));
        return world;
    }
}
