namespace DataSharing.Functions.Cases;

internal static class CasesServices
{
    public static IServiceCollection AddCases(this IServiceCollection services) => services
        .AddSingleton<CaseActs>()
        .AddSingleton<CaseApi>()
        .AddSingleton<CaseChanges>()
        .AddSingleton<CaseKeyRotation>()
        .AddSingleton<CaseKeys>()
        .AddSingleton<CaseReading>()
        .AddSingleton<CaseRecords>()
        .AddSingleton<Caseloads>()
        .AddSingleton<FactsChecks>()
        .AddSingleton<NamedPersons>()
        .AddSingleton<OwnCases>()
        .AddSingleton<RecordChecks>();
}
