using System.Security.Cryptography;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Requests;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>Who may collect, in which form, and what happens when a gate closes meanwhile.</summary>
[Trait("Speed", "Slow")]
public sealed class CollectionTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Collect_WhenTheAgencyHasItsOwnKey_GetsAJweThatOnlyItOpens()
    {
        using var rsa = RSA.Create(2048);
        RSAParameters half = rsa.ExportParameters(false);
        string jwk =
            $$"""{"kty":"RSA","kid":"own-1","use":"enc","e":"{{Base64UrlText.Encode(half.Exponent)}}","n":"{{Base64UrlText.Encode(half.Modulus)}}"}""";
        await ChangeAsync(
            "reg-shelter", registration => registration with { PublicKeyId = "own-1", PublicKeyJwk = jwk, Epoch = registration.Epoch + 1 });
        string id = await _app.ReadyAsync(await ConsentedAsync());
        Assert.Equal((406, "not-acceptable"), Of(await _app.CollectAsync("shelter-worker", id, "application/json")));
        Answer answer = await _app.CollectAsync("shelter-worker", id, "application/jose");
        Assert.Equal((200, "application/jose"), (answer.Status, answer.MediaType));
        SealedPackage package = Jwe.Parse(answer.Text);
        using var key = new ContentKey(rsa.Decrypt(package.Envelope.EncryptedKey, KeyWrap.Padding));
        Assert.Contains(TestCases.Canary, System.Text.Encoding.UTF8.GetString(Jwe.Open(package, key)), StringComparison.Ordinal);
        Assert.Equal(("own-1", id), (package.Envelope.ReadHeader().KeyId, package.Envelope.ReadHeader().Release));
        // Nobody here can: the key store does not have it.
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => _app.Get<IKeyService>().UnwrapAsync(
            "own-1", package.Envelope.EncryptedKey, default));
    }

    [Theory]
    [InlineData("application/jose", 406)]
    [InlineData("text/html", 406)]
    [InlineData("application/*", 200)]
    [InlineData("*/*", 200)]
    [InlineData("application/json;q=0", 406)]
    public async Task Collect_WhenSealedForTheHub_IsJsonOnly(string accept, int status)
    {
        string id = await _app.ReadyAsync(await ConsentedAsync());
        Assert.Equal(status, (await _app.CollectAsync("shelter-worker", id, accept)).Status);
    }

    [Fact]
    public async Task Collect_WhenAddressedToAnotherPerson_IsRefusedAndLogged()
    {
        string caseId = await ConsentedAsync();
        await _app.ParticipantsAsync(caseId, new Participant("reg-shelter", "shelter-worker"));
        string id = await _app.SubmitAsync("advocate-worker", new
        {
            direction = "send",
            @case = caseId,
            recipient = "reg-shelter",
            pathway = "shelter-referral",
            addressee = new { person = "shelter-worker" },
        });
        await _app.StatusAsync("advocate-worker", id, "ready");
        Assert.Equal((403, "not-collectable"), Of(await _app.CollectAsync("shelter-worker-2", id)));
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", id)).Status);
        Assert.Contains(
            await _app.LogAsync(caseId), e => e is { Action: LogAction.CollectionRefused, Actor.Person.Value: "shelter-worker-2" });
    }

    [Fact]
    public async Task Collect_WhenItIsNotTheRecipients_IsNotFound()
    {
        string id = await _app.ReadyAsync(await ConsentedAsync());
        Assert.Equal((404, "not-found"), Of(await _app.CollectAsync("clinic-worker", id)));
        Assert.Equal((404, "not-found"), Of(await _app.CollectAsync("advocate-worker", id)));
    }

    [Fact]
    public async Task Collect_WhenTheHolderIsSuspendedRightAfterTheCommit_SendsNothingAndSaysSo()
    {
        string caseId = await ConsentedAsync();
        string id = await _app.ReadyAsync(caseId);
        SuspendAfterCommit(caseId);
        Answer answer = await _app.CollectAsync("shelter-worker", id);
        Assert.Equal((409, "state-conflict"), Of(answer));
        Assert.Contains(await _app.LogAsync(caseId), e => e.Action == LogAction.Aborted && e.Release == id);
        Assert.Equal((410, "superseded"), Of(await _app.CollectAsync("shelter-worker", id)));
    }

    [Fact]
    public async Task Release_WhenTheHolderIsSuspendedRightAfterTheCommit_IsEndedWithAnAbortEntry()
    {
        string caseId = await ConsentedAsync();
        SuspendAfterCommit(caseId);
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
        await _app.EndAsync(id);
        RequestLife document = await _app.RequestAsync(id);
        Assert.Equal((RequestState.Closed, Ending.Superseded), (document.State, document.Ending!.Value));
        Assert.Contains(await _app.LogAsync(caseId), e => e.Action == LogAction.Aborted && e.Release == id);
        Assert.Equal(410, (await _app.CollectAsync("shelter-worker", id)).Status);
    }

    private async Task<string> ConsentedAsync()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        return caseId;
    }

    private async Task ChangeAsync(string id, Func<Registration, Registration> change)
    {
        RegistryReader registry = _app.Get<RegistryReader>();
        Stored<Registration> now = (await registry.FindRegistrationAsync(id, default))!;
        Assert.NotNull(await _app.Get<RegistryWriter>().WriteAsync(RegistryWrite.Replace(now, change(now.Value)), default));
    }

    // Between the commit and the second look at the gates: before any registry read that follows a commit to the case.
    private void SuspendAfterCommit(string caseId)
    {
        bool committed = false;
        var suspended = new Lazy<Task>(
            () => ChangeAsync("reg-advocate", registration => registration with { Status = RegistrationStatus.Suspended }));
        _app.Store.Before = async (kind, partition) =>
        {
            if (committed && partition.Container == Container.Registry)
                await suspended.Value;
            committed |= kind == "commit" && partition == Partition.Case(caseId);
        };
    }

    private static (int, string?) Of(Answer answer) => (answer.Status, answer.Problem);
}
