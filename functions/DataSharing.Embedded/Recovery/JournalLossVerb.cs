using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Registry;
using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Hosting;
using DataSharing.Functions.Http;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Recovery;

/// <summary>
/// <c>accept-journal-loss</c>: opens an installation whose stop journal is lost. Two registered persons of the registry's
/// managers decide it; the log of each case names both. Every case then stands stopped and sealed.
/// </summary>
internal static class JournalLossVerb
{
    private const string First = "--first", Second = "--second";

    public static Verb Verb { get; } = new(
        "accept-journal-loss",
        $"open an installation whose stop journal is lost: every case stopped and sealed ({First} and {Second} REGISTRATION/STAFF-ID: "
            + "who decide it)",
        line => StoreWork.RunAsync(line, RunAsync));

    private static async Task RunAsync(CommandLine line, IServiceProvider services)
    {
        IReadOnlyDictionary<string, string> options = VerbOptions.Read(line, "accept-journal-loss", [First, Second]);
        OpenStore store = services.GetRequiredService<OpenStore>();
        DateTimeOffset now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        LogActor first = await PersonAsync(store, options[First], First, now),
        second = await PersonAsync(store, options[Second], Second, now);
        // One human may be registered in two agencies.
        if (await new SecondPerson(new RegistryReader(store.Documents)).IsSameAsync(
            ApprovalOf(first, now), ApprovalOf(second, now), default))
            throw new InvalidOperationException($"{First} and {Second} are the same person; two decide this");
        (int cases, int skipped) = await services.GetRequiredService<StoreGate>().AcceptLossAsync(first, second);
        HostLog.JournalLossAccepted(
            services.GetRequiredService<ILoggerFactory>().CreateLogger("DataSharing.Host"), cases, options[First], options[Second]);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{skipped} lines of the lost journal could not be read; all others were applied. {cases} cases stand stopped and sealed. "
                + $"Each is opened by its holder, once its person was identified and confirms it: POST /{Routes.CaseConfirmation}. "
                + $"Sharing needs a new consent."));
    }

    private static Approval ApprovalOf(LogActor actor, DateTimeOffset now) => new(actor.Registration!, actor.Person!, now);

    private static async Task<LogActor> PersonAsync(OpenStore store, string named, string option, DateTimeOffset now)
    {
        string[] parts = named.Split('/');
        var registry = new RegistryReader(store.Documents);
        return parts.Length == 2 && RegistrationId.Read(parts[0]) is { } agency && PersonId.Read(parts[1]) is { } staff
            && (await registry.FindPersonAsync(agency, staff, default))?.Value.Person is { } person
            && person.StandsAt(now) && person.Roles.Contains(Roles.RegistryManage)
                ? new LogActor(Roles.RegistryManage, agency, staff)
                : throw new InvalidOperationException(
                    $"{option} names no registered person, in good standing, with the role {Roles.RegistryManage}: give registration and "
                        + "staff id as REGISTRATION/STAFF-ID");
    }
}
