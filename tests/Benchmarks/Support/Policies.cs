using DataSharing.Domain.Policy;
using DataSharing.Functions;

namespace DataSharing.Benchmarks.Support;

internal static class Policies
{
    /// <summary>The product's policy, from beside the program.</summary>
    public static PolicySet Product { get; } = PolicyFolder.Load(Path.Combine(AppContext.BaseDirectory, PolicyFolder.Name));
}
