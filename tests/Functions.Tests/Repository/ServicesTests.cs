using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>Each capability registers its own services, and only those.</summary>
public sealed partial class ServicesTests
{
    [Fact]
    public void Services_WhenRegistered_AreRegisteredByTheirCapability()
    {
        string[] abroad =
        [
            .. from file in Capabilities
               from service in Registered(file)
               where typeof(Services).Assembly.GetTypes().All(type =>
                   type.Name != service
                   || !(type.Namespace + ".").StartsWith($"DataSharing.Functions.{file.Split('/')[^2]}.", StringComparison.Ordinal))
               select $"{file}: {service}",
        ];
        Assert.True(Capabilities.Length > 10, $"{Capabilities.Length} capabilities were found");
        Assert.Empty(abroad);
    }

    [Fact]
    public void AddDataSharing_WhenCalled_RegistersWhatEachCapabilityHas()
    {
        var services = new ServiceCollection();
        services.AddDataSharing(new ConfigurationBuilder().Build());
        HashSet<string> registered = [.. services.Select(one => (one.ImplementationType ?? one.ServiceType).Name)];
        Assert.True(registered.Count > 60, $"{registered.Count} were registered");
        Assert.Empty(Capabilities.SelectMany(Registered).Except(registered));
    }

    private static string[] Capabilities =>
    [
        .. SourceTree.Files([".cs"]).Where(path => path.Split('/') is ["functions", "DataSharing.Functions", not "Azure", { } file]
            && file.EndsWith("Services.cs", StringComparison.Ordinal)),
    ];

    private static IEnumerable<string> Registered(string file) =>
        Registration().Matches(SourceTree.Read(file)).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"AddSingleton<(?:\w+, )?(\w+)>\(\)")]
    private static partial Regex Registration();
}
