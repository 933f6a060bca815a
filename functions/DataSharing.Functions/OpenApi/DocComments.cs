using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DataSharing.Functions.OpenApi;

/// <summary>
/// What the code says about its types and members, for readers of the API: the documentation files that the compiler writes
/// beside the assemblies. Where they were not deployed there are no descriptions.
/// </summary>
internal static partial class DocComments
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> Files = [];

    private static readonly ILookup<string, Type> DomainTypes = typeof(Domain.Policy.PolicySet).Assembly.GetExportedTypes().ToLookup(
        type => type.Name, StringComparer.Ordinal);

    /// <summary>What a type is; null when nothing is said.</summary>
    public static string? Of(Type type) => Text(Find(type, "T:" + NameOf(type))?.Element("summary"));

    /// <summary>
    /// What a member is: its own words; those of the domain's member that it reads or shows (<c>ConsentInput.Purpose</c>:
    /// <c>Consent.Purpose</c>); those of its type, unless that is an id's.
    /// </summary>
    public static string? Of(PropertyInfo member) => Own(member) ?? Domains(member)
        ?? (BodyForms.IsId(member.PropertyType) ? null : Of(ItemOf(member.PropertyType)));

    /// <summary>What an enumeration is, and what each of its codes says.</summary>
    public static string? OfCodes(Type type, Func<object, string> code)
    {
        string[] codes = [.. Enum.GetValues(type).Cast<object>().Distinct()
            .Select(value => (Code: code(value), Says: Text(Find(type, $"F:{NameOf(type)}.{value}")?.Element("summary"))))
            .Where(one => one.Says is not null).Select(one => $"`{one.Code}`: {one.Says}")];
        return (Of(type), codes.Length) switch
        {
            (var about, 0) => about,
            (null, _) => string.Join('\n', codes),
            var (about, _) => about + "\n\n" + string.Join('\n', codes.Select(one => "- " + one)),
        };
    }

    private static string? Own(PropertyInfo member)
    {
        Type type = member.DeclaringType!;
        return Text(Find(type, $"P:{NameOf(type)}.{member.Name}")?.Element("summary"))
            ?? Text(
                Find(type, "T:" + NameOf(type))?.Elements("param").FirstOrDefault(one => (string?)one.Attribute("name") == member.Name));
    }

    private static string? Domains(PropertyInfo member) => DomainTypes[Suffix().Replace(member.DeclaringType!.Name, "")]
        .Select(type => type.GetProperty(member.Name)).OfType<PropertyInfo>().Select(Own).FirstOrDefault(text => text is not null);

    private static Type ItemOf(Type type) =>
        Nullable.GetUnderlyingType(type) ?? (type.IsGenericType ? type.GetGenericArguments()[^1] : type);

    private static XElement? Find(Type type, string id) =>
        Files.GetOrAdd(type.Assembly, Load).GetValueOrDefault(id);

    private static Dictionary<string, XElement> Load(Assembly assembly)
    {
        string path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        return File.Exists(path)
            ? XDocument.Load(path).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal)
            : [];
    }

    private static string NameOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    // References become the names that callers see. Sources of rules are for readers of the code: their texts are not published.
    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        string text = string.Concat(element.DescendantNodes().Select(node => node switch
        {
            XText words => words.Value,
            XElement { Name.LocalName: "see" or "paramref" } link => Shown(((string?)link.Attribute("cref")
                ?? (string?)link.Attribute("name") ?? "").Split('.')[^1]),
            _ => "",
        }));
        text = Space().Replace(text, " ");
        text = Source().Replace(text, "");
        text = Rule().Replace(text, "").Trim();
        return text.Length == 0 ? null : text;
    }

    private static string Shown(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    [GeneratedRegex("(Input|Body|View)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    // Always the last sentence.
    [GeneratedRegex(@"\s*Source: .*$")]
    private static partial Regex Source();

    [GeneratedRegex(@"\s*\((?:(?:R|SN|SC|CORE)-\d+|[A-Z]:\d+(?:-\d+)?)(?:, [^)]*)?\)")]
    private static partial Regex Rule();
}
