using System.Security.Cryptography;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Telemetry;
using DataSharing.Functions.Withdrawal.Links;

namespace DataSharing.Functions.Withdrawal;

/// <summary>What the person gets to hold: when sharing stopped, and a number that only she has.</summary>
public sealed record StopReceipt(string WithdrawalId, DateTimeOffset At, string Number);

/// <summary>
/// Stops sharing. In force from its commit on; nobody is asked and nothing is waited for. Telling and chasing agencies is
/// the orchestration's work, which the committed document calls for.
/// </summary>
public sealed class Withdrawals(CaseCommits commits, IPartitionStore store, TimeProvider time)
{
    /// <summary>How long the number leads to the page behind the second factor.</summary>
    private static readonly TimeSpan NumberLeadsOn = TimeSpan.FromHours(24);

    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int NumberLength = 16;

    /// <summary>
    /// Stops everything (no consent), one consent, or one scope of it. Null when there is no such case.
    /// Throws <see cref="StoreUnavailableException"/> when it cannot be told whether it is stopped.
    /// </summary>
    public async Task<StopReceipt?> StopAsync(string caseId, string? consentId, string? scopeId, string channel, LogActor actor, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        // Only for the log entry's holder; the stop itself rests on nothing that is read here.
        if (await commits.ReadHeadAsync(caseId, cancellation) is not { } head)
            return null;
        string id = "wd-" + RandomNumberGenerator.GetHexString(26, lowercase: true);
        string number = RandomNumberGenerator.GetString(Digits, NumberLength);
        DateTimeOffset now = time.GetUtcNow();
        var withdrawal = new WithdrawalDocument
        {
            Id = id,
            CaseId = caseId,
            Stop = new Stop(id, consentId, scopeId, now),
            Channel = channel,
            ConfirmationNumber = number,
            WorkflowDue = now,
        };
        var entry = new LogEntry
        {
            Id = "e-" + id,
            Stream = LogStream.OfCase(caseId),
            At = now,
            Action = LogAction.WithdrawalRecorded,
            Actor = actor,
            Holder = head.Value.Holder,
            Case = caseId,
            Outcome = consentId is null ? "all" : scopeId is null ? "consent" : "scope",
            Cause = id,
        };
        if (await commits.WithdrawAsync(withdrawal, entry) == CaseCommit.NotFound)
            return null;
        Signals.Withdrawn(entry.Outcome!, time.GetElapsedTime(began));
        await RememberAsync(number, caseId, now + NumberLeadsOn, cancellation);
        return new StopReceipt(id, now, Grouped(number));
    }

    /// <summary>The case behind a confirmation number, for a day. It shows nothing without the second factor.</summary>
    public async Task<string?> FindCaseAsync(string? number, CancellationToken cancellation)
    {
        string plain = new([.. (number ?? "").Where(c => c is not '-' and not ' ')]);
        if (plain.Length != NumberLength || plain.Any(c => !Digits.Contains(c, StringComparison.Ordinal)))
            return null;
        Stored<LinkTarget>? found = await store.ReadAsync<LinkTarget>(PartitionOf(plain), LinkTarget.Id, cancellation);
        return found is { } target && target.Value.IsValidAt(time.GetUtcNow()) ? target.Value.CaseId : null;
    }

    // CRASH: sharing is stopped already. Without this the number does not lead on to the page; the link and code still do.
    private async Task RememberAsync(string number, string caseId, DateTimeOffset until, CancellationToken cancellation)
    {
        try
        {
            await store.CommitAsync(PartitionOf(number), [Operation.Create(LinkTarget.Id, new LinkTarget(caseId, "", until)) with { ExpiresAt = until }], cancellation);
        }
        catch (StoreUnavailableException)
        {
            // a comfort only: it must not turn a stop that is in force into a page that says it failed
        }
    }

    private static Partition PartitionOf(string number)
        => Partition.Link("number-" + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(number)).AsSpan(0, 16)));

    private static string Grouped(string number) => string.Join('-', number.Chunk(4).Select(part => new string(part)));
}
