using System.Text.Json.Nodes;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Tests.Support;

namespace DataSharing.Functions.Tests.Cases;

/// <summary>Age, guardians, their caseload and the reflection period.</summary>
[Collection(CaseCollection.Name)]
public sealed class PersonRuleTests(RunningApp running) : CaseTestBase(running)
{
    [Theory]
    [InlineData("child", -1, "/age/majorityAt")]
    [InlineData("adult", 30, "/age/status")]
    [InlineData("child", 20 * 366, "/age/majorityAt")]
    public async Task Open_WhenAgeAndMajorityDoNotFit_IsRefused(string status, int days, string pointer)
    {
        var facts = new JsonObject
        {
            ["age"] = new JsonObject
            {
                ["status"] = status,
                ["majorityAt"] = SampleBodies.Time(Now.AddDays(days)),
            }
        };
        Assert.Equal(pointer, (await Worker.PostAsync("/cases", facts)).Expect(422).Pointer);
    }

    [Fact]
    public async Task Open_WhenAnAdultHasAGuardian_NeedsACourtThatContinuesIt()
    {
        JsonObject facts =
            SampleBodies.Parse("""{"age":{"status":"adult"},"guardians":{"parental":"appointed","parentalId":"guardian-1"}}""");
        Assert.Equal("/guardians", (await Worker.PostAsync("/cases", facts)).Expect(422).Pointer);
        (await Worker.PostAsync("/cases", With(facts, "age/guardianshipContinues", "true"))).Expect(201);
    }

    [Theory]
    [InlineData("""{"parental":"appointed"}""", "/guardians/parentalId")]
    [InlineData("""{"parentalId":"guardian-1"}""", "/guardians/parentalId")]
    [InlineData("""{"advocate":"met"}""", "/guardians/advocateRegistration")]
    [InlineData("""{"advocateRegistration":"reg-guardian-advocates"}""", "/guardians/advocate")]
    [InlineData(
        """{"advocate":"met","advocateRegistration":"reg-shelter","advocatePerson":"shelter-worker"}""", "/guardians/advocateRegistration")]
    [InlineData("""{"advocate":"met","advocateRegistration":"reg-guardian-advocates"}""", "/guardians/advocatePerson")]
    [InlineData(
        """{"advocate":"met","advocateRegistration":"reg-guardian-advocates","advocatePerson":"nobody"}""", "/guardians/advocatePerson")]
    public async Task Open_WhenAGuardianIsIncompleteOrUnknown_NamesTheMember(string guardians, string pointer)
    {
        JsonObject facts = SampleBodies.Parse($$"""{"age":{"status":"child"},"guardians":{{guardians}}}""");
        Assert.Equal(pointer, (await Worker.PostAsync("/cases", facts)).Expect(422).Pointer);
    }

    [Theory]
    [InlineData(20, 422)]
    [InlineData(29, 422)]
    [InlineData(30, 201)]
    [InlineData(90, 201)]
    [InlineData(180, 201)]
    public async Task Open_WhenTheReflectionPeriodIsBelowTheFloor_IsRefused(int days, int status)
    {
        var facts = new JsonObject
        {
            ["reflection"] = new JsonObject
            {
                ["start"] = SampleBodies.Time(Now),
                ["end"] = SampleBodies.Time(Now.AddDays(days)),
            }
        };
        ApiAnswer answer = (await Worker.PostAsync("/cases", facts)).Expect(status);
        if (status == 422)
            Assert.Equal("/reflection/end", answer.Pointer);
    }

    /// <summary>SC-061: the service that set 16 refuses the 17th child, the other one the 21st.</summary>
    [Theory]
    [InlineData(16, 16)]
    [InlineData(null, 20)]
    public async Task Assign_WhenTheAdvocateHasAsManyChildrenAsAllowed_IsRefusedUntilOneCaseCloses(int? own, int limit)
    {
        string service = $"reg-advocates-{limit}";
        await RegisterAsync(service, own);
        string first = await OpenAsync(ChildWith(service, "advocate-a"));
        for (int i = 1; i < limit; i++)
            await OpenAsync(ChildWith(service, "advocate-a"));
        ApiAnswer refused = (await Worker.PostAsync("/cases", ChildWith(service, "advocate-a"))).Expect(409);
        Assert.Equal(("caseload-full", "/guardians/advocatePerson"), (refused.Problem, refused.Pointer));
        Assert.Contains(
            limit.ToString(System.Globalization.CultureInfo.InvariantCulture), refused.Json.GetProperty("detail").GetString(),
            StringComparison.Ordinal);

        await OpenAsync(ChildWith(service, "advocate-b"));
        string etag = (await Worker.GetAsync($"/cases/{first}")).ETag!;
        etag = (await Worker.PutAsync($"/cases/{first}/facts", ChildWith(service, "advocate-b"), etag)).Expect(200).ETag!;
        string second = await OpenAsync(ChildWith(service, "advocate-a"));
        Assert.Equal(
            "caseload-full", (await Worker.PutAsync($"/cases/{first}/facts", ChildWith(service, "advocate-a"), etag)).Expect(409).Problem);
        (await Worker.PostAsync($"/cases/{second}/closing")).Expect(204);
        (await Worker.PutAsync($"/cases/{first}/facts", ChildWith(service, "advocate-a"), etag)).Expect(200);
    }

    private static JsonObject ChildWith(string service, string person) => SampleBodies.Parse(
        $$$"""{"age":{"status":"child"},"guardians":{"advocate":"appointed","advocateRegistration":"{{{service}}}","advocatePerson":"{{{person}}}"}}""");

    private async Task RegisterAsync(string id, int? limit)
    {
        RegistryWriter writer = App.Get<RegistryWriter>();
        foreach (string person in new[] { "advocate-a", "advocate-b" })
            await writer.WriteAsync(
                RegistryWrite.Create(
                    new PersonDocument(new Person { Id = person, RegistrationId = id, VettedUntil = Now.AddYears(1) }, $"{id}/{person}")),
                default);
        var service = new Registration
        {
            Id = id,
            AgencyId = "body-" + id,
            ActorCode = "GUARD-A",
            DisplayName = id,
            Country = "XN",
            GuardianCaseloadLimit = limit,
        };
        Assert.True((await writer.WriteAsync(RegistryWrite.Create(service), default))!.IsCommitted);
    }
}
