using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Approvals;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Sharing;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>
/// A case at its holder, with everything on record and in order and a record that answers every field: each test changes the
/// one thing it is about. Everything goes over the API.
/// </summary>
public sealed class World
{
    private World(RunningApp app, Agency holder, string caseId, SampleRecord record, bool child) =>
        (App, Holder, Case, Record, IsChild) = (app, holder, caseId, record, child);

    public RunningApp App { get; }

    public Agency Holder { get; }

    public string Case { get; }

    public SampleRecord Record { get; }

    public bool IsChild { get; }

    private Api Api => App.Api;

    public static Task<World> OpenAsync(RunningApp app, Agency holder, Func<CaseFactsBody, CaseFactsBody>? facts = null) =>
        OpenAsync(app, holder, Given.Adult(), facts, child: false);

    /// <summary>A child with a guardian appointed and an advocate who has met the child.</summary>
    public static Task<World> OpenChildAsync(RunningApp app, Agency holder, Func<CaseFactsBody, CaseFactsBody>? facts = null) =>
        OpenAsync(app, holder, Given.Child(), facts, child: true);

    private static async Task<World> OpenAsync(
        RunningApp app, Agency holder, CaseFactsBody body, Func<CaseFactsBody, CaseFactsBody>? facts, bool child)
    {
        Answer opened = (await app.Api.PostAsync(holder.Worker, "cases", facts?.Invoke(body) ?? body)).Must(201);
        var record = new SampleRecord(Guid.NewGuid().ToString("N")[..6], child);
        var world = new World(app, holder, opened["case"], record, child);
        await world.WriteRecordAsync(record);
        return world;
    }

    /// <summary>Puts another record in the place of the present one.</summary>
    public async Task ReplaceRecordAsync(SampleRecord record)
    {
        Answer current = (await Api.GetAsync(Holder.Worker, $"cases/{Case}/record")).Must(200);
        (await Api.PutAsync(Holder.Worker, $"cases/{Case}/record", record.Body, current.ETag)).Must(200);
    }

    public async Task WriteRecordAsync(SampleRecord record) => (await Api.SendAsync(
        Holder.Worker, HttpMethod.Put, $"cases/{Case}/record", record.Body,
        r => r.Headers.TryAddWithoutValidation("If-None-Match", "*"))).Must(201);

    public async Task ChangeFactsAsync(Func<CaseFactsBody, CaseFactsBody> change)
    {
        Answer current = (await Api.GetAsync(Holder.Worker, $"cases/{Case}")).Must(200);
        CaseFactsBody facts = System.Text.Json.JsonSerializer.Deserialize<CaseFactsBody>(
            current.Element.GetProperty("facts"), Functions.Http.JsonBody.Options)!;
        (await Api.PutAsync(Holder.Worker, $"cases/{Case}/facts", change(facts), $"\"{current["factsETag"]}\"")).Must(200);
    }

    public async Task InvolveAsync(params ParticipantInput[] participants)
    {
        Answer current = (await Api.GetAsync(Holder.Worker, $"cases/{Case}/participants")).Must(200);
        ParticipantsBody now = System.Text.Json.JsonSerializer.Deserialize<ParticipantsBody>(
            current.Element, Functions.Http.JsonBody.Options)!;
        (await Api.PutAsync(
            Holder.Worker, $"cases/{Case}/participants",
            new ParticipantsBody([.. now.Participants.Where(one => !participants.Any(other => IsSame(one, other))), .. participants]),
            current.ETag)).Must(200);
    }

    // Who opened what came to a desk takes part already.
    private static bool IsSame(ParticipantInput one, ParticipantInput other) =>
        (one.RegistrationId, one.PersonId, one.DeskId) == (other.RegistrationId, other.PersonId, other.DeskId);

    /// <summary>Records a consent for one recipient on one pathway; it is whole unless it is changed.</summary>
    public async Task<string> ConsentAsync(
        string pathway, Agency recipient, Func<ConsentScope, ConsentScope>? scope = null,
        Func<ConsentInput, ConsentInput>? change = null) =>
        (await TryConsentAsync(pathway, recipient, scope, change)).Must(201)["id"];

    public Task<Answer> TryConsentAsync(
        string pathway, Agency recipient, Func<ConsentScope, ConsentScope>? scope = null, Func<ConsentInput, ConsentInput>? change = null)
    {
        ConsentInput input = Given.Consent(pathway, recipient, IsChild);
        input = input with { Scopes = [scope?.Invoke(input.Scopes[0]) ?? input.Scopes[0]] };
        return Api.PostAsync(Holder.Worker, $"cases/{Case}/consents", change?.Invoke(input) ?? input);
    }

    /// <param name="person">Who reads it at the recipient; null: its worker.</param>
    public async Task<Outcome> SendAsync(
        string pathway, Agency to, string[]? fields = null, Func<SharingInput, SharingInput>? change = null, Actor? person = null)
    {
        var input = new SharingInput(Direction.Send, pathway, Case: Case, Recipient: to.Id, Fields: fields);
        Answer sent = (await Api.PostAsync(Holder.Worker, "sharing-requests", change?.Invoke(input) ?? input)).Must(202);
        return await Outcome.OfAsync(this, sent["id"], to, asked: false, person);
    }

    /// <summary>The recipient asks with a code that the holder gave it; the asking person is on the case unless said.</summary>
    public async Task<Outcome> AskAsync(
        string pathway, Agency by, string[]? fields = null, Func<SharingInput, SharingInput>? change = null, bool involved = true,
        Actor? person = null)
    {
        Actor asker = person ?? by.Worker;
        if (involved)
            await InvolveAsync(new ParticipantInput(by.Id, asker.Person));
        var input = new SharingInput(Direction.Ask, pathway, Holder: Holder.Id, Reference: await CodeForAsync(by), Fields: fields);
        Answer asked = (await Api.PostAsync(asker, "sharing-requests", change?.Invoke(input) ?? input)).Must(202);
        return await Outcome.OfAsync(this, asked["id"], by, asked: true, asker, change?.Invoke(input) ?? input);
    }

    /// <summary>A second person of the holder says to go on; what was held is decided anew.</summary>
    public async Task<Outcome> ConfirmAsync(Outcome held)
    {
        (await Api.PostAsync(
            Holder.Reviewer, $"sharing-requests/{held.Id}/review",
            new { action = "proceed", evidence = "minute-9" })).Must(202);
        return await held.LeavesAsync("held");
    }

    public async Task<string> CodeForAsync(Agency agency) =>
        (await Api.PostAsync(
            Holder.Worker, $"cases/{Case}/hand-over-codes", new HandOverCodeInput(agency.Id))).Must(201)["code"];

    /// <summary>What would go now, with a letter if there is one, is read to her and approved; answers with the approval's id.</summary>
    public async Task<string> ApproveAsync(string pathway, Agency recipient, string? letter, params string[] fields)
    {
        var content = new ContentInput(
            recipient.Id, pathway, Fields: fields.Length > 0 ? fields : null,
            Letter: letter is null ? null : new LetterInput(letter, "en"));
        Answer preview = (await Api.PostAsync(Holder.Worker, $"cases/{Case}/content-preview", content)).Must(200);
        var input = new ContentApprovalInput(content, preview["digest"], Holder.Worker.Person, "uk", DateTimeOffset.UtcNow.AddMinutes(-1));
        return (await Api.PostAsync(Holder.Worker, $"cases/{Case}/content-approvals", input)).Must(201)["id"];
    }

    public async Task WithdrawAsync(string? consent = null) => (await Api.PostAsync(
        Holder.Worker, consent is null ? $"cases/{Case}/withdrawal" : $"cases/{Case}/consents/{consent}/withdrawal",
        new { channel = "phone" })).Must(200);

    /// <summary>A withdrawal link handed over in person: its secret, and the code to say.</summary>
    public async Task<(string Secret, string Code)> IssueLinkAsync(object? input = null)
    {
        Answer issued = (await Api.PostAsync(
            Holder.Worker, $"cases/{Case}/withdrawal-links", input ?? new { delivery = "inPerson" })).Must(201);
        return (issued["link"].Split('#')[1], issued["spokenCode"]);
    }

    public static OverrideInput Claim(OverrideGround ground) => new(
        ground, ConsentNotSought.Unreachable, PolicyReference: "policy-7", PriorNoticeReference: "notice-1", Urgent: ground.MayBeUrgent());
}
