using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Redaction;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>A step that fails for another reason than a store that is away ends the request: refused, with a warning, and not tried for ever.</summary>
public sealed class FaultEndTests : IAsyncLifetime
{
    private readonly Faults _faults = new();
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(replace: services =>
    {
        ServiceDescriptor inner = services.Last(service => service.ServiceType == typeof(IBlobStore));
        services.Replace(ServiceDescriptor.Singleton<IBlobStore>(provider => new BrokenBlobs((IBlobStore)inner.ImplementationFactory!(provider), _faults)));
    });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Decide_WhenAFaultWouldOnlyRepeat_RefusesWithAWarningThatNamesRequestAndFault()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        _faults.OnCreate = () => new NotSupportedException("Secret-of-the-value");

        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));

        await _app.StatusAsync("advocate-worker", id, "refused");
        Assert.Equal(1, _faults.Created);
        Assert.Contains(_app.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(id, StringComparison.Ordinal) && line.Contains(nameof(NotSupportedException), StringComparison.Ordinal));
        Assert.Equal((LogAction.DecisionMade, "REFUSE"), (await _app.LogAsync(caseId)).Where(e => e.Request == id).Select(e => (e.Action, e.Outcome!)).Last());
        Assert.Equal(Reason.Fault, (await _app.RequestAsync(id)).Decision!.Reason!.Kind);
    }

    [Fact]
    public async Task Decide_WhenTheStoreIsAway_TriesAgainAndReleases()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        _faults.OnCreate = () => _faults.Created < 3 ? new StoreUnavailableException("away") : null;

        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
        await TestApp.EventuallyAsync(() => { _app.Time.Advance(TimeSpan.FromSeconds(5)); return Task.FromResult(_faults.Created); }, n => n >= 3);

        await _app.StatusAsync("advocate-worker", id, "ready");
    }

    [Fact]
    public async Task End_WhenTheRequestIsReleased_EndsTheReleaseToo()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string id = await _app.ReadyAsync(caseId);

        await _app.Get<FaultStep>().EndAsync(id);
        await _app.Get<FaultStep>().EndAsync(id);

        ReleaseDocument release = (await _app.Store.ReadAsync<ReleaseDocument>(Partition.Case(caseId), CaseIds.Release(id)))!.Value;
        Assert.Equal((false, null), (release.IsOpen, release.Envelope));
        Assert.Equal((RequestState.Closed, Ending.Superseded), ((await _app.RequestAsync(id)).State, (await _app.RequestAsync(id)).Ending));
    }

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("1390-05-01")]
    [InlineData("۱۳۹۰-۰۲-۱۱")]
    public async Task Decide_WhenAnOldRecordHoldsAnImpossibleDateOfBirth_EndsWithoutIt(string date)
    {
        string caseId = await _app.OpenCaseAsync(
            facts: f => f with { Cooperation = Domain.Cases.CooperationChoice.AnonymousIntelligence },
            values:
            [
                new FieldValue { Path = "identity.dateOfBirth", Text = date, RecordedAt = _app.Time.GetUtcNow() },
                new FieldValue { Path = "age.presumedChild", Text = date, RecordedAt = _app.Time.GetUtcNow() },
                new FieldValue { Path = "exploitation.period", Text = date, RecordedAt = _app.Time.GetUtcNow() },
                new FieldValue { Path = "exploitation.forms", Codes = ["labourExploitation"], RecordedAt = _app.Time.GetUtcNow() },
            ]);
        await _app.ConsentAsync(caseId, "reg-police-at", "police-intelligence", c => c with { Scopes = [c.Scopes[0] with { Tier = Domain.Policy.Tier.Case }] });

        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId, "reg-police-at", "police-intelligence"));

        await _app.StatusAsync("advocate-worker", id, "ready", "refused");
    }

    private sealed class Faults
    {
        public Func<Exception?>? OnCreate { get; set; }

        public int Created { get; set; }
    }

    private sealed class BrokenBlobs(IBlobStore inner, Faults faults) : IBlobStore
    {
        public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
        {
            if (faults.OnCreate is { } fault)
            {
                faults.Created++;
                if (fault() is { } thrown) throw thrown;
            }

            return inner.CreateAsync(name, content, cancellation);
        }

        public Task<Stream?> OpenReadAsync(string name, ReadOnlyMemory<byte> sha256, CancellationToken cancellation = default) => inner.OpenReadAsync(name, sha256, cancellation);

        public Task DeleteAsync(string name, CancellationToken cancellation = default) => inner.DeleteAsync(name, cancellation);

        public Task<BlobPage> ListAsync(string? continuation, DateTimeOffset createdBefore, int limit, CancellationToken cancellation = default) =>
            inner.ListAsync(continuation, createdBefore, limit, cancellation);
    }
}
