using DataSharing.EndToEnd.Tests.Durability;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>One process on SQLite.</summary>
internal sealed class OneMachine : Installation
{
    private OneMachine()
    {
    }

    public static async Task<OneMachine> StartAsync()
    {
        var machine = new OneMachine();
        try
        {
            ClockedApp app = await ClockedApp.StartAsync(new Dictionary<string, string> { ["Registry__Seed"] = machine.Seed() });
            machine.Apps.Add(app);
            Tokens tokens = await Tokens.OfAsync(app.Process);
            tokens.ClocksMayDiffer = Widest;
            app.Api = new Api(app.Process, tokens);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    public override IStoreReader Read() => new StoreReader(Apps[0].Process.DataDirectory);
}
