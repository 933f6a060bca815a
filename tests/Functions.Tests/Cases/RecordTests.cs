using System.Text;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Entries;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Cases;

[Collection(CaseCollection.Name)]
public sealed class RecordTests(RunningApp running) : CaseTestBase(running)
{
    [Fact]
    public async Task Write_WhenReadBack_HasEveryValueAndTheReadingIsLogged()
    {
        string id = await OpenAsync();
        Answer written = (await Worker.PutAsync($"cases/{id}/record", SampleBodies.Record(), ifNoneMatch: "*")).Must(201);
        Assert.Equal("\"1\"", written.ETag);
        Assert.DoesNotContain(SampleBodies.Canary, written.Text, StringComparison.Ordinal);
        Answer read = (await Worker.GetAsync($"cases/{id}/record")).Must(200);
        Assert.Equal("\"1\"", read.ETag);
        Assert.Equal("no-store", read.Headers["Cache-Control"]);
        RecordBody record = read.Read<RecordBody>();
        RecordField name = record.Fields.Single(field => field.Path == "identity.givenName");
        Assert.Equal((SampleBodies.Canary, SampleBodies.Worker), (name.Value, name.RecordedBy));
        Assert.Equal("step-free access", record.Fields.Single(field => field.Path == "access.observedNeeds").Parts!["accessNeed"]);
        Assert.Equal("EDUC", record.Fields.Single(field => field.Path == "viewpoint.statement").Items![0].Purpose);
        LogEntry entry = (await LogAsync(id)).Single(one => one.Action == LogAction.RecordRead);
        Assert.Equal(("main@1", SampleBodies.Worker), (entry.Cause, entry.Actor.Person?.Value));
        Assert.Equal(["access", "identity", "viewpoint"], entry.FieldGroups);
    }

    [Theory]
    [InlineData("request.core")]
    [InlineData("consent.scope")]
    [InlineData("consent.lifetime")]
    [InlineData("identity.caseHandle")]
    [InlineData("statistic.justice")]
    public async Task Write_WhenNoRecordHoldsTheField_NamesIt(string path)
    {
        string id = await OpenAsync();

        Answer refused = (await Worker.PutAsync(
            $"cases/{id}/record", With(SampleBodies.Record(), "fields/0/path", $"\"{path}\""), ifNoneMatch: "*")).Must(422);

        Assert.Equal("/fields/0/path", refused.Pointer);
    }

    [Fact]
    public async Task Write_WhenWhatWasReadIsSentBack_KeepsWhoRecordedItAndWhen()
    {
        string id = await OpenAsync();
        await Worker.PutAsync($"cases/{id}/record", SampleBodies.Record(), ifNoneMatch: "*");
        string read = (await Worker.GetAsync($"cases/{id}/record")).Text;
        (await As("advocate-worker-2").PutAsync($"cases/{id}/record", read, "\"1\"")).Must(200);
        Answer again = await Worker.GetAsync($"cases/{id}/record");
        Assert.Equal((read, "\"2\""), (again.Text, again.ETag));
    }

    [Fact]
    public async Task Write_WhenTheVersionIsMissingOldOrForAnother_ChangesNothing()
    {
        string id = await OpenAsync();
        string at = $"cases/{id}/record";
        Assert.Equal("missing-if-match", (await Worker.PutAsync(at, SampleBodies.Record())).Must(428).Problem);
        Assert.Equal("stale-if-match", (await Worker.PutAsync(at, SampleBodies.Record(), "\"1\"")).Must(412).Problem);
        Assert.Equal("not-found", (await Worker.GetAsync(at)).Must(404).Problem);
        (await Worker.PutAsync(at, SampleBodies.Record(), ifNoneMatch: "*")).Must(201);
        (await Worker.PutAsync(at, SampleBodies.Record(), ifNoneMatch: "*")).MustBe("stale-if-match").Must(412).Naming("If-None-Match");
        (await Worker.PutAsync(at, SampleBodies.Record(), "1")).MustBe("malformed-if-match").Must(400).Naming("If-Match");
        Assert.Equal("stale-if-match", (await Worker.PutAsync(at, SampleBodies.Record(), "\"1\"", "*")).Must(412).Problem);
        Assert.Equal("stale-if-match", (await Worker.PutAsync(at, SampleBodies.Record(), "\"7\"")).Must(412).Problem);
        (await Worker.PutAsync(at, """{"fields":[]}""", "\"1\"")).Must(200);
        Assert.Equal("stale-if-match", (await Worker.PutAsync(at, SampleBodies.Record(), "\"1\"")).Must(412).Problem);
        Assert.Empty((await Worker.GetAsync(at)).Read<RecordBody>().Fields);
    }

    [Fact]
    public async Task Write_WhenManyReplaceTheSameVersion_OneWinsAndNoOtherBlobStays()
    {
        string id = await OpenAsync();
        await Worker.PutAsync($"cases/{id}/record", SampleBodies.Record(), ifNoneMatch: "*");
        Answer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Worker.PutAsync($"cases/{id}/record", SampleBodies.Record(), "\"1\"")));
        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.Equal(7, answers.Count(answer => answer.Status == 412));
        Assert.Equal(6, (await Worker.GetAsync($"cases/{id}/record")).Must(200).Read<RecordBody>().Fields.Count);
    }

    [Fact]
    public async Task Write_WhenReplaced_TheFormerBlobIsGone()
    {
        string id = await OpenAsync();
        await Worker.PutAsync($"cases/{id}/record", SampleBodies.Record(), ifNoneMatch: "*");
        BlobReference former = (await App.Get<CaseRecords>().FindAsync(id))!.Value.Blob;
        await Worker.PutAsync($"cases/{id}/record", SampleBodies.Record(), "\"1\"");
        Assert.Null(await App.Get<IBlobStore>().OpenReadAsync(former.Name, former.Sha256));
    }

    [Fact]
    public async Task Write_WhenStored_NoFileAndNoLogLineHoldsAValueInClear()
    {
        string id = await OpenAsync();
        const string Value = "Zephyrine-Oakhollow";
        (await Worker.PutAsync(
            $"cases/{id}/record", With(SampleBodies.Record(), "fields/0/value", $"\"{Value}\""), ifNoneMatch: "*")).Must(201);
        (await Worker.GetAsync($"cases/{id}/record")).Must(200);
        Assert.False(FilesHold(Encoding.UTF8.GetBytes(Value)));
        Assert.True(FilesHold(Encoding.UTF8.GetBytes(id)), "the search finds what is there");
        Assert.DoesNotContain(App.Log.Lines, line => line.Contains(Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fields/0/path", "\"identity.nothing\"", "unknown-field", "/fields/0/path")]
    [InlineData("fields/1/path", "\"identity.givenName\"", "invalid-value", "/fields/1/path")]
    [InlineData("fields/0/value", "null", "invalid-value", "/fields/0/value")]
    [InlineData("fields/0/value", "7", "wrong-type", "/fields/0/value")]
    [InlineData("fields/0/value", "\"  \"", "invalid-value", "/fields/0/value")]
    [InlineData("fields/3/value", "\"yes\"", "invalid-value", "/fields/3/value")]
    [InlineData("fields/0/state", "\"said\"", "wrong-type", "/fields/0/state")]
    [InlineData("fields/0/colour", "\"red\"", "unknown-member", "/fields/0/colour")]
    [InlineData("fields/2/codes/0", "\"a name\"", "invalid-value", "/fields/2/codes/0")]
    [InlineData("fields/2/codes/0", "\"sheltered\"", "invalid-value", "/fields/2/codes/0")]
    [InlineData("fields/0/codes", "[\"female\"]", "invalid-value", "/fields/0/codes/0")]
    [InlineData("fields/4/codes", "[\"yes\"]", "invalid-value", "/fields/4/codes/0")]
    [InlineData("fields/1/codes", "[\"adult\"]", "invalid-value", "/fields/1/codes/0")]
    [InlineData("fields/2/codes/0", "null", "wrong-type", "/fields/2/codes/0")]
    [InlineData("fields/1/value", "\"9999-12-31\"", "invalid-value", "/fields/1/value")]
    [InlineData("fields/1/value", "\"1390-05-01\"", "invalid-value", "/fields/1/value")]
    [InlineData("fields/1/value", "\"2537-05-01\"", "invalid-value", "/fields/1/value")]
    [InlineData("fields/1/value", "\"1800-01-01\"", "invalid-value", "/fields/1/value")]
    [InlineData("fields/1/value", "\"1999-02-30\"", "invalid-value", "/fields/1/value")]
    [InlineData("fields/1/value", "\"1999\"", "invalid-value", "/fields/1/value")]
    [InlineData("fields/1/value", "\"01.04.1999\"", "invalid-value", "/fields/1/value")]
    [InlineData("fields/1/value", "\"۱۳۹۰-۰۵-۰۱\"", "invalid-value", "/fields/1/value")]
    [InlineData("fields/1/value", "\"about seventeen\"", "invalid-value", "/fields/1/value")]
    [InlineData("fields/5/items/0/never", "[\"NOBODY\"]", "wrong-type", "/fields/5/items/0/never/0")]
    [InlineData("fields/4/parts", "{\"efect\":\"x\"}", "invalid-value", "/fields/4/parts")]
    [InlineData("fields/4/parts", "{\"effect\":null}", "invalid-value", "/fields/4/parts")]
    [InlineData("fields/5/items/0/purpose", "\"FUN\"", "invalid-value", "/fields/5/items/0/purpose")]
    [InlineData("fields/5/items/0/supports", "\"x.y\"", "unknown-field", "/fields/5/items/0/supports")]
    [InlineData("fields/1/source/date", "\"2018-13-01\"", "wrong-type", "/fields/1/source/date")]
    [InlineData("fields/0/recordedAt", "\"2190-01-01T00:00:00Z\"", "invalid-value", "/fields/0/recordedAt")]
    [InlineData("fields/0", "{}", "missing-member", "/fields/0/path")]
    [InlineData("fields", "null", "wrong-type", "/fields")]
    public async Task Write_WhenAValueCannotStand_NamesItAndRepeatsNoValue(string member, string value, string problem, string pointer)
    {
        string id = await OpenAsync();
        Answer refused = await Worker.PutAsync($"cases/{id}/record", With(SampleBodies.Record(), member, value), ifNoneMatch: "*");
        Assert.Equal((problem, pointer), (refused.Problem, refused.Pointer));
        Assert.DoesNotContain(SampleBodies.Canary, refused.Text, StringComparison.Ordinal);
        Assert.Null(await App.Get<CaseRecords>().FindAsync(id));
    }

    [Fact]
    public async Task Write_WhenAYesOrNoIsGivenInWords_TakesItAndNamesThePathAsNotCoded()
    {
        string id = await OpenAsync();
        Answer written = (await Worker.PutAsync($"cases/{id}/record", """
            {"fields": [
              {"path": "contact.lettersSafe", "state": "stated", "value": "No, he opens her post"},
              {"path": "employment.workPermit", "state": "stated", "value": "none yet", "codes": ["no"]},
              {"path": "interpreter.required", "state": "stated", "value": "yes"},
              {"path": "risk.disappearance", "state": "unknown"}
            ]}
            """, ifNoneMatch: "*")).Must(201);
        Assert.Equal(["contact.lettersSafe"], written.Read<RecordView>().NotCoded);
    }

    [Fact]
    public async Task Write_WhenAnAnswerContradictsTheFacts_ShowsTheHolderBothAndWhichCounts()
    {
        string id = await OpenAsync(SampleBodies.Facts(Now));
        (await Worker.PutAsync($"cases/{id}/record", """
            {"fields": [
              {"path": "contact.phone.safeToUse", "state": "stated", "value": "no"},
              {"path": "age.presumedChild", "state": "observed", "codes": ["yes"]},
              {"path": "identity.dateOfBirth", "state": "stated", "value": "1999-04-01"}
            ]}
            """, ifNoneMatch: "*")).Must(201);
        CaseView view = (await Worker.GetAsync($"cases/{id}")).Must(200).Read<CaseView>();
        Assert.Equal(
            [
                new Contradiction(SafetyFact.PhoneSafe, "yes", "contact.phone.safeToUse", "no", "no"),
                new Contradiction(SafetyFact.Age, "adult", "age.presumedChild", "child", "inDoubt"),
            ],
            view.Contradictions);
        Assert.True(view.Facts.PhoneSafe, "the facts stay as they were put on record");
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("a\\udc00b")]
    [InlineData("\\u0000")]
    [InlineData("\\uffff")]
    [InlineData("\\u202ey")]
    public async Task Write_WhenATextHoldsStrangeCharacters_IsAnsweredAndNotAFault(string text)
    {
        string id = await OpenAsync();
        Answer answer = await Worker.PutAsync(
            $"cases/{id}/record", "{\"fields\":[{\"path\":\"identity.nicknames\",\"state\":\"stated\",\"value\":\"" + text + "\"}]}",
            ifNoneMatch: "*");
        Assert.True(answer.Status is 201 or 400 or 422, answer.Text);
    }

    [Fact]
    public async Task Read_WhenTheRecordKeyWasDestroyed_FindsNothing()
    {
        string id = await OpenAsync();
        await Worker.PutAsync($"cases/{id}/record", SampleBodies.Record(), ifNoneMatch: "*");
        string holder = (await App.Get<CaseLedger>().ReadHeadAsync(id))!.Value.Holder;
        LogEntry entry = DisposalEntries.OfCase(Disposal.UnconfirmedCase, id + "-unconfirmed", id, holder, Now);
        Assert.Equal(CaseCommit.Committed, await App.Get<ErasureCommits>().EraseAsync(id, entry));
        Assert.Equal("not-found", (await Worker.GetAsync($"cases/{id}/record")).Must(404).Problem);
        Assert.Equal("state-conflict", (await Worker.PutAsync($"cases/{id}/record", SampleBodies.Record(), "\"1\"")).Must(409).Problem);
    }
}
