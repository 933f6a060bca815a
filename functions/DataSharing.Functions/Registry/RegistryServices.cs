namespace DataSharing.Functions.Registry;

internal static class RegistryServices
{
    public static IServiceCollection AddRegistry(this IServiceCollection services) => services
        .AddSingleton<AgreementChecks>()
        .AddSingleton<ChangeAnnouncer>()
        .AddSingleton<ChangeApprovers>()
        .AddSingleton<IndependenceChecks>()
        .AddSingleton<PolicyGate>()
        .AddSingleton<RegistrationChecks>()
        .AddSingleton<RegistryChanges>()
        .AddSingleton<RegistryProposals>()
        .AddSingleton<RegistryReader>()
        .AddSingleton<RegistrySeeder>()
        .AddSingleton<RegistryWriter>()
        .AddSingleton<SecondPerson>();
}
