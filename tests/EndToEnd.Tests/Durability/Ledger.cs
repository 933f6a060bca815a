using DataSharing.Functions.Stops;
using System.Collections.Concurrent;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>What the program has acknowledged, and what was asked of it without an answer. Ids only.</summary>
internal sealed class Ledger
{
    /// <summary>Cases whose opening was answered.</summary>
    public ConcurrentBag<string> Cases { get; } = [];

    /// <summary>Case and consent, answered.</summary>
    public ConcurrentBag<(string Case, string Consent)> Consents { get; } = [];

    /// <summary>Request by id, and its case; answered 202.</summary>
    public ConcurrentDictionary<string, string> Requests { get; } = new(StringComparer.Ordinal);

    /// <summary>Case and withdrawal, answered.</summary>
    public ConcurrentBag<(string Case, string Withdrawal)> Withdrawals { get; } = [];

    /// <summary>How many collections of a request were answered whole.</summary>
    public ConcurrentDictionary<string, int> Collections { get; } = new(StringComparer.Ordinal);

    /// <summary>Submissions without an answer: key and case.</summary>
    public ConcurrentDictionary<string, string> Unanswered { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers that the program must not give.</summary>
    public ConcurrentBag<string> Faults { get; } = [];

    public bool IsWithdrawn(string caseId) => Withdrawals.Any(one => one.Case == caseId);

    public int Acknowledgements => Cases.Count + Consents.Count + Requests.Count + Withdrawals.Count + Collections.Values.Sum();
}
