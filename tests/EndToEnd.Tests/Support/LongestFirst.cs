using DataSharing.EndToEnd.Tests.Support;
using DataSharing.EndToEnd.Tests.Survivor;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer($"DataSharing.EndToEnd.Tests.Support.{nameof(LongestFirst)}", "EndToEnd.Tests")]

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>The two collections that last minutes begin at once, so that neither is left over for one core at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [SurvivorCollection.Name, AppCollection.Name];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(one => Long.Contains(one.DisplayName) ? 0 : 1).ThenBy(one => one.DisplayName, StringComparer.Ordinal);
}
