using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using DataSharing.Emulators.Vault;
using DataSharing.Functions.Azure.KeyVault;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Azure.KeyVault;

/// <summary>Secrets that stay the same although a vault cannot create conditionally.</summary>
public sealed class VaultSecretTests : IAsyncLifetime
{
    private static readonly KeyName Link = new("link");

    private VaultFixture _f = null!;

    public async Task InitializeAsync() => _f = await VaultFixture.OpenAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    [Fact]
    public async Task GetSecret_WhenInstancesRace_AllHaveOneForever()
    {
        VaultKeyService[] instances = [.. Enumerable.Range(0, 6).Select(_ => _f.Open())];
        byte[][] secrets = await Task.WhenAll(instances.Select(one => Task.Run(() => one.GetSecretAsync(Link, default))));
        Assert.All(secrets, secret => Assert.Equal(secrets[0], secret));
        Assert.Equal(secrets[0], await _f.Open().GetSecretAsync(Link, default));
    }

    [Fact]
    public async Task GetSecret_WhenAnotherInstanceSlippedInBetween_TakesThatOnes()
    {
        byte[]? theirs = null;
        // The other one makes, elects and uses its secret after we have looked and before we write ours down.
        var store = new ScriptedStore(_f.Store)
        {
            Answer = async _ =>
            {
                theirs ??= await _f.Open().GetSecretAsync(Link, default);
                return null;
            },
        };
        byte[] ours = await _f.Open(store: store).GetSecretAsync(Link, default);
        Assert.Equal(theirs, ours);
    }

    [Fact]
    public async Task GetSecret_WhenSomebodyAddsAVersionInTheVault_StaysTheSame()
    {
        byte[] secret = await _f.Open().GetSecretAsync(Link, default);
        await Raw().SetSecretAsync(Link.Name, "something else");
        Assert.Equal(secret, await _f.Open().GetSecretAsync(Link, default));
    }

    [Fact]
    public async Task GetSecret_WhenTheMarkWasLost_IsFoundAgain()
    {
        byte[] secret = await _f.Open().GetSecretAsync(Link, default);
        await _f.Store.CommitAsync(Partition.System("keys"), Operation.Delete("secret-link"));
        Assert.Equal(secret, await _f.Open().GetSecretAsync(Link, default));
        Assert.Equal(1, _f.Vault.Count("secrets.set"));
    }

    [Fact]
    public async Task GetSecret_WhenItWasDeletedInTheVault_IsUnavailableAndNeverAnother()
    {
        await _f.Open().GetSecretAsync(Link, default);
        await Raw().StartDeleteSecretAsync(Link.Name);
        await Assert.ThrowsAsync<KeyUnavailableException>(() => _f.Open().GetSecretAsync(Link, default));
    }

    [Fact]
    public async Task RequireSecrets_WhenTheVaultLacksOneThatTheDatabaseKnows_NamesItAndTheRemedy()
    {
        await new KnownSecrets(_f.Open(), new OpenStore(_f.Store)).GetSecretAsync(Link, default);
        await new KnownSecrets(_f.Open(), new OpenStore(_f.Store)).RequireAsync();
        await Raw().StartDeleteSecretAsync(Link.Name);
        LostSecretException lost = await Assert.ThrowsAsync<LostSecretException>(() =>
            new KnownSecrets(_f.Open(), new OpenStore(_f.Store)).RequireAsync());
        Assert.Contains("lacks the secret link", lost.Message, StringComparison.Ordinal);
        Assert.Contains("az keyvault secret recover", lost.Message, StringComparison.Ordinal);
        Assert.Equal(1, _f.Vault.Count("secrets.set"));
    }

    [Fact]
    public async Task Witness_WhenTold_TellsEveryInstance()
    {
        Assert.Null(await _f.Open().Witness.ReadAsync());
        await _f.Open().Witness.WriteAsync("1:20:aa");
        await _f.Open().Witness.WriteAsync("1:40:bb");
        Assert.Equal("1:40:bb", await _f.Open().Witness.ReadAsync());
    }

    [Fact]
    public async Task GetSecret_WhenTheStoreIsSilent_IsUnavailable()
    {
        var store = new ScriptedStore(_f.Store) { Fails = _ => true };
        await Assert.ThrowsAsync<KeyUnavailableException>(() => _f.Open(store: store).GetSecretAsync(Link, default));
        // What was made meanwhile is taken up, not made again.
        await _f.Open().GetSecretAsync(Link, default);
        Assert.Equal(1, _f.Vault.Count("secrets.set"));
    }

    [Fact]
    public async Task GetSecret_WhenTheVaultStumbles_RepeatsAndAsksLaterInstancesTwiceOnly()
    {
        _f.Vault.Faults.Add(new VaultFault("secrets.set", 503, AfterEffect: true));
        byte[] secret = await _f.Open().GetSecretAsync(Link, default);
        VaultKeyService later = _f.Open();
        Assert.Equal(secret, await later.GetSecretAsync(Link, default));
        long before = _f.Vault.CallCounts.Values.Sum();
        Assert.Equal(secret, await later.GetSecretAsync(Link, default));
        Assert.Equal(before, _f.Vault.CallCounts.Values.Sum());
    }

    [Fact]
    public async Task GetSecret_WhenTheVaultHoldsSomethingElse_Refuses()
    {
        await Raw().SetSecretAsync(Link.Name, "typed by hand");
        InvalidDataException thrown = await Assert.ThrowsAsync<InvalidDataException>(() => _f.Open().GetSecretAsync(Link, default));
        Assert.DoesNotContain("typed", thrown.ToString(), StringComparison.Ordinal);
    }

    private SecretClient Raw() => new(_f.Vault.Uri, _f.Connection.Credential, new SecretClientOptions
    {
        DisableChallengeResourceVerification = true,
        Transport = new HttpClientTransport(_f.Certificate.CreateHandler()),
    });
}
