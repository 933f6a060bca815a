using DataSharing.Domain.Agreements;
using DataSharing.Domain.Policy;
using DataSharing.Embedded.Development;
using DataSharing.Embedded.Samples;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Tests.Samples;

public sealed class SampleRegistryTests : IAsyncLifetime, IDisposable
{
    private static readonly PolicySet Policy = PolicyFolder.Load(Path.Combine(AppContext.BaseDirectory, PolicyFolder.Name));
    private readonly ManualTime _time = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly EmbeddedStores _stores;
    private readonly RegistryReader _registry;
    private readonly RegistrySeeder _seeder;

    public SampleRegistryTests()
    {
        _stores = EmbeddedStores.Open(_directory.Root, _time);
        _registry = new RegistryReader(_stores.Documents);
        _seeder = new RegistrySeeder(
            _stores.Documents, new RegistryWriter(_stores.Documents, _registry), new RegistrationChecks(Policy),
            new IndependenceChecks(Policy, _registry, _stores.Documents), new AgreementChecks(Policy, _registry, _time), _time);
    }

    public Task InitializeAsync() => _stores.Gate.OpenAsync();

    public async Task DisposeAsync() => await _stores.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Seed_WhenTheSamplesAreLoaded_EveryAgencyStandsAndEveryAgreementIsInForce()
    {
        RegistrySeed samples = SampleRegistry.Build(Policy, _time.GetUtcNow());
        Assert.True(samples.Registrations.Count >= 14);
        Assert.True(await _seeder.SeedAsync(samples, SampleRegistry.Name, default));
        foreach (SeedRegistration one in samples.Registrations)
        {
            Assert.True((await _registry.FindRegistrationAsync(one.Registration.Id, default))!.Value.StandsAt(_time.GetUtcNow()));
            IReadOnlyList<Domain.Registry.Person> persons = await _registry.PersonsAsync(one.Registration.Id, default);
            Assert.True(persons.Count >= 2 && persons.All(person => person.StandsAt(_time.GetUtcNow())));
        }

        foreach (AgreementInput one in samples.Agreements)
        {
            Agreement agreement = Assert.Single(await _registry.AgreementsBetweenAsync(one.PartyB, one.PartyA, default)).Value;
            Assert.All(agreement.Lines, line => Assert.Equal(AgreementStanding.InForce, agreement.InForceAt(
                _time.GetUtcNow(), line.Pathway, line.Sender, line.Sender == one.PartyA ? one.PartyB : one.PartyA)));
        }
    }

    [Fact]
    public async Task Seed_WhenLoadedBefore_ChangesNothing()
    {
        RegistrySeed samples = SampleRegistry.Build(Policy, _time.GetUtcNow());
        await _seeder.SeedAsync(samples, SampleRegistry.Name, default);
        string before = (await _registry.FindRegistrationAsync("reg-shelter", default))!.ETag;
        Assert.False(await _seeder.SeedAsync(samples, SampleRegistry.Name, default));
        Assert.Equal(before, (await _registry.FindRegistrationAsync("reg-shelter", default))!.ETag);
    }

    [Fact]
    public async Task Seed_WhenAMemberCannotStand_NamesSourceAndPathAndIsNotMarkedAsLoaded()
    {
        RegistrySeed samples = SampleRegistry.Build(Policy, _time.GetUtcNow());
        SeedRegistration bad =
            samples.Registrations[1] with { Registration = samples.Registrations[1].Registration with { ActorCode = "SPY" } };
        RegistrySeedException refused = await Assert.ThrowsAsync<RegistrySeedException>(
            () => _seeder.SeedAsync(samples with { Registrations = [samples.Registrations[0], bad] }, "registry.json", default));
        Assert.Contains("registry.json: /registrations/1/registration/actorCode", refused.Message, StringComparison.Ordinal);
        Assert.True(await _seeder.SeedAsync(samples, "registry.json", default));
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("""{"registrations":[],"agreements":[],"extra":1}""", "/extra")]
    [InlineData(
        """{"registrations":[{"registration":{"id":"reg-1"},"persons":[]}],"agreements":[]}""", "/registrations/0/registration/agencyId")]
    public void Read_WhenTheFileIsNoSeed_NamesFileAndPath(string text, string path)
    {
        string file = _directory.File("registry.json");
        File.WriteAllText(file, text);
        RegistrySeedException refused = Assert.Throws<RegistrySeedException>(() => RegistrySeed.Read(file));
        Assert.Contains(file + ": " + path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhenTheFileWasWrittenFromTheSamples_GivesThemBack()
    {
        string file = _directory.File("registry.json");
        File.WriteAllBytes(
            file, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(SampleRegistry.Build(Policy, _time.GetUtcNow()), JsonBody.Options));
        Assert.Equal(SampleCountry.Agencies.Count, RegistrySeed.Read(file).Registrations.Count);
    }

    [Fact]
    public void Agreements_WhenMadeFromThePolicy_EachCarriesAPathway() =>
        Assert.All(
            SampleRegistry.Build(Policy, _time.GetUtcNow()).Agreements, agreement => Assert.True(agreement.Lines.Count > 0, agreement.Id));

    [Fact]
    public void Principals_WhenTheIssuerVouchesForThem_HaveUniqueIdsAndRegisteredSubjects()
    {
        IReadOnlyList<DevelopmentPrincipal> principals = SampleRegistry.Principals();
        Assert.Equal(principals.Count, principals.DistinctBy(principal => principal.Id).Count());
        HashSet<string> persons = [.. SampleRegistry.Build(Policy, _time.GetUtcNow()).Registrations.SelectMany(one =>
            one.Persons.Select(person => person.Id))];
        Assert.All(
            principals.Where(principal => principal.Kind == Embedded.Development.PrincipalKind.Person),
            principal => Assert.Contains(principal.Id, persons));
    }
}
