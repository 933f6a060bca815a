using System.Text.Encodings.Web;
using System.Text.Unicode;
using DataSharing.Functions.AccessLog;
using DataSharing.Functions.Approvals;
using DataSharing.Functions.Auth;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Console;
using DataSharing.Functions.Health;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Retention;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Withdrawal;
using DataSharing.Functions.Withdrawal.Links;
using DataSharing.Functions.Withdrawal.Page;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Functions;

/// <summary>
/// Everything of the app that is the same on every runtime. A runtime adds its adapters: the stores of
/// <see cref="Storage"/> and the keys of <see cref="Keys"/>. One method a capability; keep them in alphabetical order.
/// </summary>
public static class Services
{
    public static IServiceCollection AddDataSharing(this IServiceCollection services, IConfiguration settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => PolicyFolder.Load(Path.Combine(AppContext.BaseDirectory, PolicyFolder.Name)));
        services.AddSingleton(provider => new Lazy<PolicySet>(provider.GetRequiredService<PolicySet>));
        AddAccessLog(services);
        AddApi(services, settings);
        AddCases(services);
        AddConsole(services, settings);
        AddRegistry(services);
        AddRetention(services);
        AddSharing(services);
        AddStorage(services);
        AddWithdrawal(services);
        return services;
    }

    private static void AddAccessLog(IServiceCollection services)
    {
        services.AddSingleton<AccessLogReader>();
        services.AddSingleton<LogReadings>();
        services.AddSingleton<LogEvidence>();
        services.AddSingleton<LogVerifier>();
        services.AddSingleton<StoryParts>();
        services.AddSingleton<StoryReader>();
    }

    private static void AddApi(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton(provider => new IssuerMetadata(settings, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TokenValidator>();
        services.AddSingleton<CallerResolver>();
        services.AddSingleton<ICallerAuthenticator, BearerAuthenticator>();
        services.AddSingleton(RateLimits.Read(settings));
        services.AddSingleton<IRateLimiter, RateLimiter>();
        services.AddSingleton<ApiPipeline>();
        services.AddSingleton<Idempotency>();
    }

    private static void AddCases(IServiceCollection services)
    {
        services.AddSingleton<CaseApi>();
        services.AddSingleton<CaseKeys>();
        services.AddSingleton<CaseKeyRotation>();
        services.AddSingleton<Caseloads>();
        services.AddSingleton<CaseReading>();
        services.AddSingleton<CaseRecords>();
        services.AddSingleton<ContentApprovals>();
        services.AddSingleton<ContentDrafts>();
        services.AddSingleton<ConsentIntake>();
        services.AddSingleton<ConsentStore>();
        services.AddSingleton<FactsChecks>();
        services.AddSingleton<OwnCases>();
        services.AddSingleton<NamedPersons>();
        services.AddSingleton<CaseActs>();
        services.AddSingleton<CaseChanges>();
        services.AddSingleton<ConsentCommits>();
        services.AddSingleton<Receipts>();
        services.AddSingleton<RecordChecks>();
    }

    private static void AddConsole(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton(ConsoleOptions.Read(settings));
        services.AddSingleton<AgencyNames>();
        services.AddSingleton<ListMarks>();
        services.AddSingleton<ConsoleFrame>();
        services.AddSingleton<ConsoleSessions>();
        services.AddSingleton<OpenIdClient>();
    }

    private static void AddRegistry(IServiceCollection services)
    {
        services.AddSingleton<RegistryReader>();
        services.AddSingleton<RegistryWriter>();
        services.AddSingleton<RegistrationChecks>();
        services.AddSingleton<IndependenceChecks>();
        services.AddSingleton<AgreementChecks>();
        services.AddSingleton<RegistrySeeder>();
        services.AddSingleton<PolicyGate>();
        services.AddSingleton<SecondPerson>();
        services.AddSingleton<RegistryChanges>();
        services.AddSingleton<RegistryProposals>();
        services.AddSingleton<ChangeApprovers>();
        services.AddSingleton<ChangeAnnouncer>();
    }

    private static void AddRetention(IServiceCollection services)
    {
        services.AddSingleton<Agenda>();
        services.AddSingleton<BlobSweep>();
        services.AddSingleton<CaseErasure>();
        services.AddSingleton<UnconfirmedErasure>();
        services.AddSingleton<DisposalLog>();
        services.AddSingleton<LinkDisposal>();
        services.AddSingleton<OrchestrationPurge>();
        services.AddSingleton<PassedTime>();
        services.AddSingleton<RequestDisposal>();
    }

    private static void AddSharing(IServiceCollection services)
    {
        services.AddSingleton<CaseKeyCache>();
        services.AddSingleton<Collector>();
        services.AddSingleton<DecideRequest>();
        services.AddSingleton<Deadlines>();
        services.AddSingleton<FactsLoader>();
        services.AddSingleton<FailRequest>();
        services.AddSingleton<OpaqueIds>();
        services.AddSingleton<PackageSealer>();
        services.AddSingleton<PackageWriter>();
        services.AddSingleton<RecipientPersons>();
        services.AddSingleton<OwnRequests>();
        services.AddSingleton<RecordReader>();
        services.AddSingleton<References>();
        services.AddSingleton<ReleaseCommits>();
        services.AddSingleton<Releaser>();
        services.AddSingleton<FollowRelease>();
        services.AddSingleton<OverdueEnds>();
        services.AddSingleton<IDueWork, DueRequests>();
        services.AddSingleton<RequestSteps>();
        services.AddSingleton<RequestStore>();
        services.AddSingleton<RequestViews>();
        services.AddSingleton<ReviewQueue>();
        services.AddSingleton<SharingInputReader>();
    }

    private static void AddStorage(IServiceCollection services)
    {
        services.AddSingleton<CommitSignal>();
        services.AddSingleton<AgencyLog>();
        services.AddSingleton<CaseLedger>();
        services.AddSingleton<DueWork>();
        services.AddSingleton<PolicyGateReader>();
        services.AddSingleton<IndexReader>();
        services.AddSingleton<Projector>();
        services.AddSingleton<ReadinessProbe>();
        services.AddSingleton<Setbacks>();
    }

    private static void AddWithdrawal(IServiceCollection services)
    {
        // Pages are UTF-8: writing other scripts as entities would triple their weight.
        services.TryAddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<IDueWork, DueWithdrawals>();
        services.AddSingleton<WithdrawalChase>();
        services.AddSingleton<WithdrawalEnforcement>();
        services.AddSingleton<LinkDirectory>();
        services.AddSingleton<LinkWords>();
        services.AddSingleton<OnBehalf>();
        services.AddSingleton<Overview>();
        services.AddSingleton<StopNumbers>();
        services.AddSingleton<SurvivorThrottle>();
        services.AddSingleton<Visits>();
        services.AddSingleton<StopCommits>();
        services.AddSingleton<StoppedReleases>();
        services.AddSingleton<ErasureCommits>();
        services.AddSingleton<Withdrawals>();
        services.AddSingleton<WithdrawalLinks>();
        services.AddSingleton<TakesPart>();
    }
}
