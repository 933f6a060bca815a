using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Ids;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Sealing;
using DataSharing.Embedded.Keys;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Storage;
using DataSharing.Tests.Kit;

namespace DataSharing.Benchmarks.Support;

/// <summary>
/// Writes cases straight into a data directory that no program has open: the same documents as the API leaves behind (head,
/// facts, consent, encrypted record, three log entries), one commit a case, and their rows in the lists.
/// </summary>
internal sealed class CaseLoader : IAsyncDisposable
{
    private const string Country = "XN";
    private const int SideBySide = 256;

    private readonly EmbeddedStores _stores;
    private readonly CaseKeys _keys;
    private readonly CaseRecords _records;
    private readonly PolicySet _policy;
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    private CaseLoader(string directory, PolicySet policy)
    {
        _policy = policy;
        _stores = EmbeddedStores.Open(directory, TimeProvider.System);
        _keys = new CaseKeys(new LocalKeyStore(Path.Combine(directory, "keys")));
        _records = new CaseRecords(_stores.Documents, _stores.Blobs);
    }

    public static async Task<CaseLoader> OpenAsync(string directory, PolicySet policy)
    {
        var loader = new CaseLoader(directory, policy);
        await loader._stores.Gate.OpenAsync();
        return loader;
    }

    public static string CaseId(int number) => $"case-{number:D7}";

    /// <summary>Cases <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive).</summary>
    public Task LoadAsync(int from, int to) =>
        Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = SideBySide }, async (number, cancellation) =>
            await OpenCaseAsync(CaseId(number), cancellation));

    /// <summary>Live releases of a case, as many sharing requests would have left them.</summary>
    public async Task ReleaseAsync(int number, int releases)
    {
        string caseId = CaseId(number);
        var partition = Partition.Case(caseId);
        Stored<CaseHead> head = (await _stores.Documents.ReadAsync<CaseHead>(partition, CaseHead.DocumentId))!;
        LogHead log = head.Value.Log;
        var operations = new List<Operation>();
        for (int i = 0; i < releases; i++)
        {
            string id = $"{caseId}-{i:D6}";
            operations.Add(Operation.Create(CaseIds.Release(id), Release(id)));
            log = Chain(
                log, Entry("r-" + id, caseId, LogAction.ReleaseCreated) with { Request = id, Release = id, Recipient = Parties.Recipient },
                operations);
            if (operations.Count < 60 && i != releases - 1)
                continue;
            operations.Add(Operation.Replace(CaseHead.DocumentId, head.Value with { Log = log }));
            Require(await _stores.Documents.CommitAsync(partition, operations));
            operations.Clear();
        }
    }

    /// <summary>Writes the rows that the program would otherwise write at its start.</summary>
    public async Task ListAsync()
    {
        using var projector = new Projector(_stores.Documents, TimeProvider.System, new CommitSignal());
        await projector.CatchUpAsync();
    }

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    private async Task OpenCaseAsync(string id, CancellationToken cancellation)
    {
        Pathway pathway = _policy.Pathways[Parties.Pathway];
        WrappedKey wrapped = await _keys.CreateAsync(Parties.Holder, cancellation);
        using CaseKey key = await _keys.OpenAsync(wrapped, cancellation);
        RecordDocument record = await _records.SealAsync(
            id, 1, [.. pathway.FieldsAt(pathway.Ceiling).Keys.Select(path => AllowedFacts.Value(path, _now))], key, _now, "worker",
            cancellation);
        Consent consent = AllowedFacts.Consent("consent-" + id, id, Parties.Holder, Parties.Recipient, pathway, Country, _now);
        var operations = new List<Operation>
        {
            Operation.Create(CaseIds.Facts, Allowed.Adult(id, Parties.Holder, _now)),
            Operation.Create(CaseIds.Consent(consent.Id), consent),
            Operation.Create(CaseIds.Record(record.Id), record),
        };
        LogHead log = LogHead.Empty;
        foreach (string action in new[] { LogAction.CaseOpened, LogAction.RecordWritten, LogAction.ConsentRecorded })
            log = Chain(log, Entry($"{action}-{id}", id, action), operations);
        operations.Add(Operation.Create(CaseHead.DocumentId, new CaseHead
        {
            CaseId = id,
            Holder = Parties.Holder,
            CaseKey = wrapped,
            Log = log,
            Consents = new Dictionary<ConsentId, ConsentMark> { [consent.Id] = new(consent.Version, consent.State) },
        }));
        Require(await _stores.Documents.CommitAsync(Partition.Case(id), operations, cancellation));
    }

    private Release Release(string id) => new()
    {
        Id = id,
        RequestId = id,
        Decision = new Decision
        {
            RequestId = id,
            Kind = DecisionKind.Release,
            Pathway = Parties.Pathway,
            Purpose = _policy.Pathways[Parties.Pathway].Purpose,
            Sender = Parties.Holder,
            Recipient = Parties.Recipient,
            ConsentId = "consent-" + id[..id.LastIndexOf('-')],
            ConsentVersion = 1,
            ScopeId = "scope-1",
            PolicyVersion = _policy.Version,
            ProfileVersion = _policy.Profile.Edition,
            FactsDigest = "sha256:" + new string('0', 64),
        },
        ReleasedAt = _now,
        ExpiresAt = _now.AddDays(30),
        AgreedAt = _now.AddDays(-1),
        Envelope = new PackageEnvelope(new byte[300], new byte[256], new byte[12]),
        Blob = new BlobReference("packages/" + id, BlobDigest.Of([1]), 1),
    };

    private LogEntry Entry(string id, string caseId, string action) => new()
    {
        Id = id,
        Stream = LogStream.OfCase(caseId),
        At = _now,
        Action = action,
        Actor = new LogActor("Consent.Record", Parties.Holder, Parties.Sender),
        Holder = Parties.Holder,
        Case = caseId,
    };

    private static LogHead Chain(LogHead log, LogEntry entry, List<Operation> operations)
    {
        (LogEntry chained, LogHead next) = LogChain.Append(log, entry);
        operations.Add(Operation.Create(CaseIds.Chained(next.Seq), chained));
        return next;
    }

    private static void Require(CommitResult result)
    {
        if (!result.IsCommitted)
            throw new InvalidOperationException($"a case could not be loaded: {result.Outcome}");
    }
}

/// <summary>The sample agencies between which the load flows.</summary>
internal static class Parties
{
    public const string Pathway = "shelter-referral";
    public const string Holder = "reg-advocate";
    public const string Sender = "advocate-worker";
    public const string Recipient = "reg-shelter";
}
