using System.Security.Cryptography;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Withdrawal;

/// <summary>What the person gets to hold: when sharing stopped, and a number that only she has.</summary>
public sealed record StopReceipt(string WithdrawalId, DateTimeOffset At, string Number);

/// <summary>
/// Stops sharing. In force from its commit on; nobody is asked and nothing is waited for. Telling and chasing agencies is
/// the orchestration's work, which the committed document calls for.
/// </summary>
public sealed class Withdrawals(CaseCommits commits, TimeProvider time)
{
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
        return new StopReceipt(id, now, Grouped(number));
    }

    private static string Grouped(string number) => string.Join('-', number.Chunk(4).Select(part => new string(part)));
}
