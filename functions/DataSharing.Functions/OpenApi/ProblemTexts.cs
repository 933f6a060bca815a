using System.Reflection;

namespace DataSharing.Functions.OpenApi;

/// <summary>What a problem type means and what to do about it, kept in <c>problems.json</c>: one entry a type.</summary>
internal sealed record ProblemTexts(string Meaning, string Remedy)
{
    private static readonly Lazy<Dictionary<string, ProblemTexts>> All = new(() =>
    {
        using Stream file = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(ProblemTexts), "problems.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, ProblemTexts>>(file, JsonSerializerOptions.Web)!;
    });

    public static IReadOnlyCollection<string> Slugs => All.Value.Keys;

    /// <exception cref="KeyNotFoundException">Nothing is said of the type.</exception>
    public static ProblemTexts Of(ProblemType problem) => All.Value[problem.Slug];
}
