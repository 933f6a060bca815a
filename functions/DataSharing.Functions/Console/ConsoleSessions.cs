using System.Buffers.Text;
using DataSharing.Functions.Auth;

namespace DataSharing.Functions.Console;

/// <summary>
/// The console's sessions: in the store, so that every instance knows them and ending one acts at once. 15 minutes idle, 8
/// hours at most. Person, vetting, roles and agency are asked of the registry at each request.
/// </summary>
public sealed class ConsoleSessions(IPartitionStore store, CallerResolver callers, TimeProvider time)
{
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>Uses closer together are not written: a session may end this much before 15 idle minutes, never after.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromSeconds(30);

    private const int IdLength = 43;

    /// <summary>Begins a session and returns the id for the cookie, 256 random bits.</summary>
    public async Task<string> BeginAsync(TokenIdentity identity, Caller caller, CancellationToken cancellation)
    {
        string id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        DateTimeOffset now = time.GetUtcNow();
        var session = new SessionDocument
        {
            Tenant = identity.Tenant,
            App = identity.App,
            Subject = identity.Subject,
            Roles = [.. identity.Roles.Order(StringComparer.Ordinal)],
            Registration = caller.Registration,
            Person = caller.Person,
            StartedAt = now,
            SeenAt = now,
            WorkflowDue = now + Longest,
        };
        CommitResult result = await store.CommitAsync(PlaceOf(id), [Operation.Create(SessionDocument.DocumentId, session)], cancellation);
        return result.IsCommitted ? id : throw new InvalidOperationException("a fresh session exists already");
    }

    /// <summary>The session of a cookie, or null: none, over, revoked, or its person may no longer act.</summary>
    public async Task<ConsoleSession?> FindAsync(string? id, CancellationToken cancellation)
    {
        if (id is not { Length: IdLength } || !Base64Url.IsValid(id))
            return null;
        Partition place = PlaceOf(id);
        SessionDocument? session = (await store.ReadAsync<SessionDocument>(place, SessionDocument.DocumentId, cancellation))?.Value;
        DateTimeOffset now = time.GetUtcNow();
        if (session is null || now >= session.StartedAt + Longest || now >= session.SeenAt + Idle
            || await IsRevokedAsync(session, cancellation) || await CallerOfAsync(session, cancellation) is not { } caller)
            return null;
        if (now - session.SeenAt >= SeenEvery
            && !(
                await store.CommitAsync(
                    place, [Operation.Patch(SessionDocument.DocumentId, PatchStep.Set("/seenAt", now))], cancellation)).IsCommitted)
            return null; // ended in between
        return new ConsoleSession(caller, session.Purpose, session.StartedAt + Longest, FormTokenOf(id), place);
    }

    public Task StatePurposeAsync(ConsoleSession session, string purpose, CancellationToken cancellation) =>
        store.CommitAsync(session.Place, [Operation.Patch(SessionDocument.DocumentId, PatchStep.Set("/purpose", purpose))], cancellation);

    /// <summary>Ends one session. From here on its cookie opens nothing, on any instance.</summary>
    public Task EndAsync(ConsoleSession session, CancellationToken cancellation) =>
        store.CommitAsync(session.Place, [Operation.Delete(SessionDocument.DocumentId)], cancellation);

    /// <summary>Ends every session that a person has now.</summary>
    public async Task EndAllAsync(string registration, string person, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        var mark = new RevocationDocument(now) { WorkflowDue = now + Longest };
        CommitResult created = await store.CommitAsync(
            PlaceOf(registration, person), [Operation.Create(RevocationDocument.DocumentId, mark)], cancellation);
        if (!created.IsCommitted)
            await store.CommitAsync(PlaceOf(registration, person), [Operation.Replace(RevocationDocument.DocumentId, mark)], cancellation);
    }

    /// <summary>Whether a form carries the session's token.</summary>
    public static bool IsFormOf(ConsoleSession session, string? token) => token is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(session.FormToken), Encoding.UTF8.GetBytes(token));

    /// <summary>Deletes what is over.</summary>
    [Function("DeleteEndedSessions")]
    public async Task DeleteEndedAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        foreach (FoundDocument found in await store.ListDueAsync(Container.Sessions, time.GetUtcNow(), 1000, cancellation))
            // CRASH: what is left over is found again in an hour. The ETag spares a revocation that was renewed meanwhile.
            await store.CommitAsync(found.Partition, [Operation.Delete(found.Id, found.Document.ETag)], cancellation);
    }

    private async Task<Caller?> CallerOfAsync(SessionDocument session, CancellationToken cancellation)
    {
        Result<Caller> found = await callers.ResolveAsync(session.Identity(), null, cancellation);
        return found.Refusal is null && found.Value is { } caller && caller.Has(Roles.LogReview)
            && caller.Registration.Value == session.Registration && caller.Person.Value == session.Person
            ? caller
            : null;
    }

    private async Task<bool> IsRevokedAsync(SessionDocument session, CancellationToken cancellation) =>
        (await store.ReadAsync<RevocationDocument>(
            PlaceOf(session.Registration, session.Person), RevocationDocument.DocumentId, cancellation))?.Value.Until >= session.StartedAt;

    private static Partition PlaceOf(string id) => new(Container.Sessions, "dpo-" + Digest(id));

    private static Partition PlaceOf(string registration, string person) =>
        new(Container.Sessions, "dpo-person-" + Digest(registration + "\n" + person));

    private static string FormTokenOf(string id) => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(id), "form"u8));

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
