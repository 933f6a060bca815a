using System.Buffers.Text;

namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>
/// A visit after the second factor: 15 minutes in which the person can look and stop single sharings without typing the
/// word again. Known to the browser only as a hidden field of the page, so that nothing stays on the device.
/// </summary>
public sealed class Visits(IPartitionStore store, TimeProvider time)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    private const string VisitId = "visit";

    /// <param name="LinkId">The link by which she came.</param>
    public sealed record Visit(CaseId CaseId, DateTimeOffset EndsAt, string LinkId = "");

    public async Task<string> BeginAsync(CaseId caseId, CancellationToken cancellation, string linkId = "")
    {
        string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var visit = new Visit(caseId, time.GetUtcNow() + Length, linkId);
        CommitResult result = await store.CommitAsync(
            PartitionOf(token), [Operation.Create(VisitId, visit) with { ExpiresAt = visit.EndsAt }], cancellation);
        return result.IsCommitted ? token : throw new InvalidOperationException("a fresh visit exists already");
    }

    /// <summary>A visit that still lasts, or null.</summary>
    public async Task<Visit?> FindAsync(string? token, CancellationToken cancellation)
    {
        if (token is not { Length: 22 })
            return null;
        Stored<Visit>? found = await store.ReadAsync<Visit>(PartitionOf(token), VisitId, cancellation);
        return found is { } visit && time.GetUtcNow() < visit.Value.EndsAt ? visit.Value : null;
    }

    // The store knows a digest only: who reads the database cannot take over a visit.
    private static Partition PartitionOf(string token)
        => new(Container.Sessions, Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token)).AsSpan(0, 16)));
}
