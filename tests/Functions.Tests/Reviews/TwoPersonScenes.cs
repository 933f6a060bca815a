using DataSharing.Domain.Cases;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Tests.Reviews;

/// <summary>Acts for a person with a given token.</summary>
internal delegate Task<Answer> Act(HttpMethod method, string path, object? body = null, string? ifMatch = null);

/// <summary>
/// Of each rule of <see cref="TwoPersonRule.All"/>, the first act, over HTTP; answers with the second act's path and body.
/// </summary>
internal sealed class TwoPersonScenes(TestApp app, TwoPersonCast cast)
{
    private static int Number;

    /// <summary>The registration whose persons act second: the other party of an agreement, else the first person's own.</summary>
    public static string SecondRegistration(TwoPersonRule rule) =>
        rule == TwoPersonRule.AgreementCreation || rule == TwoPersonRule.AgreementUpdate ? TwoPersonCast.Other : TwoPersonCast.Own;

    public IReadOnlyDictionary<TwoPersonRule, Func<Act, Task<(string Path, object? Body)>>> All =>
        new Dictionary<TwoPersonRule, Func<Act, Task<(string, object?)>>>
        {
            [TwoPersonRule.Hold] = HoldAsync,
            [TwoPersonRule.OverrideSecondPerson] = first => OverrideAsync(first, urgent: false, "held"),
            [TwoPersonRule.OverrideConfirmation] = first => OverrideAsync(first, urgent: true, "ready"),
            [TwoPersonRule.Reconsideration] = ReconsiderationAsync,
            [TwoPersonRule.RegistrationCreation] = first => ProposeAsync(first, HttpMethod.Post, "registrations", Agency()),
            [TwoPersonRule.RegistrationUpdate] = async first =>
            {
                Registration now = (await Registry.FindRegistrationAsync(TwoPersonCast.Own, default))!.Value;
                return await ProposeAsync(first, HttpMethod.Put, "registrations/" + TwoPersonCast.Own, Agency() with
                {
                    Id = now.Id,
                    AgencyId = now.AgencyId,
                    ActorCode = now.ActorCode,
                    Bindings = [.. now.Bindings.Select(one => new BindingInput(one.TenantId, one.AppId!, one.Subject))],
                }, (await Registry.FindRegistrationAsync(TwoPersonCast.Own, default))!.ETag);
            },
            [TwoPersonRule.PersonCreation] = first => ProposeAsync(
                first, HttpMethod.Post, $"registrations/{TwoPersonCast.Own}/persons", Person("person-" + Next())),
            [TwoPersonRule.PersonUpdate] = async first => await ProposeAsync(
                first, HttpMethod.Put, $"registrations/{TwoPersonCast.Own}/persons/{TwoPersonCast.Bystander}", Person(TwoPersonCast.Bystander),
                (await Registry.FindPersonAsync(TwoPersonCast.Own, TwoPersonCast.Bystander, default))!.ETag),
            [TwoPersonRule.AgreementCreation] = first => ProposeAsync(first, HttpMethod.Post, "agreements", Agreement("agr-two-" + Next())),
            [TwoPersonRule.AgreementUpdate] = async first => await ProposeAsync(
                first, HttpMethod.Put, "agreements/" + TwoPersonCast.Agreement, Agreement(TwoPersonCast.Agreement),
                (await Registry.FindAgreementAsync(TwoPersonCast.Agreement, default))!.ETag),
            [TwoPersonRule.ClockCorrection] = ClockAsync,
            [TwoPersonRule.EmergencyOpening] = SealedAsync,
        };

    private RegistryReader Registry => app.Get<RegistryReader>();

    private async Task<(string, object?)> HoldAsync(Act first)
    {
        string caseId = await app.OpenCaseAsync(
            TwoPersonCast.Own, facts: facts => facts with { Age = new AgeFacts { Status = AgeStatus.Disputed } });
        await app.ConsentAsync(caseId);
        return await SendAsync(first, TestSharing.Send(caseId), "held");
    }

    private async Task<(string, object?)> OverrideAsync(Act first, bool urgent, string becomes)
    {
        string caseId = await app.OpenCaseAsync(TwoPersonCast.Own, pathway: "danger-response");
        return await SendAsync(first, new
        {
            direction = "send",
            @case = caseId,
            recipient = "reg-police-at",
            pathway = "danger-response",
            @override = new
            {
                ground = "danger",
                consentNotSought = "askingCreatesDanger",
                policyReference = "policy-7",
                priorNoticeReference = "notice-3",
                urgent,
            },
        }, becomes);
    }

    private async Task<(string, object?)> ReconsiderationAsync(Act first)
    {
        string caseId = await app.OpenCaseAsync(TwoPersonCast.Own);
        await app.ConsentAsync(caseId);
        // Somebody else submitted it, so that only who asked to look again is the first person.
        string id = await app.ReadyAsync(caseId);
        Answer asked = await first(HttpMethod.Post, $"sharing-requests/{id}/reconsideration", new { statement = "note-4" });
        Assert.True(asked.Status == 202, asked.ToString());
        return Review(id);
    }

    private async Task<(string, object?)> ClockAsync(Act first)
    {
        string caseId = await app.OpenCaseAsync(TwoPersonCast.Own);
        app.Time.Step(TimeSpan.FromDays(1));
        Assert.Equal(200, (await app.GetAsync("advocate-worker", "cases/" + caseId)).Status);
        await app.Get<CaseLedger>().ChainAsync(caseId);
        app.Time.Step(TimeSpan.FromDays(-1));
        return await SayAsync(first, $"cases/{caseId}/clock-correction", new { present = app.Time.GetUtcNow() });
    }

    private async Task<(string, object?)> SealedAsync(Act first)
    {
        string caseId = await app.OpenCaseAsync(TwoPersonCast.Own);
        await app.SealCaseAsync(caseId);
        string path = $"cases/{caseId}/emergency-opening";
        var attested = new { dangerToLife = true, notErased = true };
        // Here the first one signs in too.
        Answer said = await first(HttpMethod.Post, path, attested);
        return said.Status == 403 && said.Problem == "sign-in-required"
            ? await SayAsync(cast.FirstSignedIn, path, attested)
            : (path, attested);
    }

    private static async Task<(string, object?)> SayAsync(Act first, string path, object body)
    {
        Answer said = await first(HttpMethod.Post, path, body);
        Assert.True(said.Status == 200 && (string)said.Json["state"]! == "waiting", said.ToString());
        return (path, body);
    }

    private async Task<(string, object?)> SendAsync(Act first, object body, string becomes)
    {
        Answer sent = await first(HttpMethod.Post, "sharing-requests", body);
        Assert.True(sent.Status == 202, sent.ToString());
        string id = (string)sent.Json["id"]!;
        await app.StatusAsync("advocate-worker", id, becomes);
        return Review(id);
    }

    private static (string, object?) Review(string id) =>
        ($"sharing-requests/{id}/review", new { action = "proceed", evidence = "file-12" });

    private static async Task<(string, object?)> ProposeAsync(Act first, HttpMethod method, string path, object body, string? etag = null)
    {
        Answer proposed = await first(method, path, body, etag is null ? null : $"\"{etag}\"");
        Assert.True(proposed.Status == 202, proposed.ToString());
        return ($"registry-changes/{(string)proposed.Json["id"]!}/approval", null);
    }

    private RegistrationInput Agency() => new()
    {
        Id = "reg-two-" + Next(),
        AgencyId = "body-two",
        ActorCode = "SHELT",
        DisplayName = "Elm House",
        Country = "XN",
        IdentityVerified = true,
        VerifiedUntil = app.Time.GetUtcNow().AddYears(1),
        AccreditedUntil = app.Time.GetUtcNow().AddYears(1),
        ConfidentialityPolicyVersion = "2026-1",
        ConfidentialityPolicyReviewBy = app.Time.GetUtcNow().AddYears(1),
    };

    private PersonInput Person(string id) =>
        new() { Id = id, Roles = [Roles.SharingSubmit], VettedUntil = app.Time.GetUtcNow().AddYears(1) };

    private AgreementInput Agreement(string id) => TwoPersonCast.NewAgreement(id, app.Time.GetUtcNow());

    private static int Next() => Interlocked.Increment(ref Number);
}
