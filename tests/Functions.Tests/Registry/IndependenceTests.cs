using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Registry;

/// <summary>One legal body is never both guardians and police or immigration, whoever approves what at which moment .</summary>
public sealed class IndependenceTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Approve_WhenTwoCodesThatExcludeEachOtherAreApprovedAtOneMoment_RegistersOne()
    {
        string guardians = await ProposeAsync("reg-both-1", "GUARD-S"), removals = await ProposeAsync("reg-both-2", "IMM-E");
        Answer? meanwhile = null;
        // Between the checks of the one and its writing, the other is approved as a whole.
        _app.Store.Before = async (kind, partition) =>
        {
            if (kind == "commit" && partition == RegistryKeys.OfRegistration("reg-both-1"))
                meanwhile ??= await ApproveAsync(removals);
        };
        Answer approved = await ApproveAsync(guardians);
        _app.Store.Before = null;
        Assert.Equal((200, 422, "/agencyId"), (approved.Status, meanwhile!.Status, meanwhile.Pointer));
        Assert.Equal("/agencyId", (await ApproveAsync(removals)).Pointer);
        RegistryReader registry = _app.Get<RegistryReader>();
        Assert.NotNull(await registry.FindRegistrationAsync("reg-both-1", default));
        Assert.Null(await registry.FindRegistrationAsync("reg-both-2", default));
    }

    [Fact]
    public async Task Approve_WhenTheOtherCodeWasNeverWrittenAndIsRejected_RegistersIt()
    {
        string guardians = await ProposeAsync("reg-both-1", "GUARD-S"), removals = await ProposeAsync("reg-both-2", "IMM-E");
        _app.Store.Before = (kind, partition) => kind == "commit" && partition == RegistryKeys.OfRegistration("reg-both-1")
            ? throw new StoreUnavailableException("away")
            : Task.CompletedTask;
        Assert.Equal(503, (await ApproveAsync(guardians)).Status);
        _app.Store.Before = null;
        // It may still be approved again.
        Assert.Equal("/agencyId", (await ApproveAsync(removals)).Pointer);
        Assert.Equal(200, (await _app.PostAsync("coord-manager", $"registry-changes/{guardians}/rejection")).Status);
        Assert.Equal(200, (await ApproveAsync(removals)).Status);
    }

    private async Task<string> ProposeAsync(string id, string code)
    {
        Answer proposed = await _app.PostAsync("coord-manager", "registrations", new RegistrationInput
        {
            Id = id,
            AgencyId = "body-both",
            ActorCode = code,
            DisplayName = "Both",
            Country = "XN",
            ChildSpecialist = true,
            Bindings = [new BindingInput("tenant-both", "app-" + id)],
        });
        Assert.True(proposed.Status == 202, proposed.ToString());
        return (string)proposed.Json["id"]!;
    }

    private Task<Answer> ApproveAsync(string change) => _app.PostAsync("coord-manager-2", $"registry-changes/{change}/approval");
}
