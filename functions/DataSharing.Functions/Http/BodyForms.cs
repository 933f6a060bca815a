using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace DataSharing.Functions.Http;

/// <summary>
/// Holds what was read against the forms that its members declare (<see cref="TextFormAttribute"/>, <see cref="MostAttribute"/>): what the
/// API's document says of patterns, lengths and lists is what happens here. All that does not fit is named at once; no value is repeated.
/// </summary>
internal static class BodyForms
{
    // More would help nobody to mend them.
    private const int MostDefects = 100;

    private static readonly ConcurrentDictionary<Type, Member[]> Known = new();
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    /// <returns>Refused: malformed-id or invalid-value; null: all fits.</returns>
    public static Refusal? WhyNot(object body)
    {
        var found = new List<(ProblemType Type, ProblemItem Item)>();
        Look(body, "", found);
        return found.Count == 0
            ? null
            : new(found[0].Type, found[0].Item.Detail, found[0].Item.Pointer)
            {
                Errors = found.Count > 1 ? [.. found.Select(one => one.Item)] : [],
            };
    }

    /// <summary>Whether something in such a body is an id, so that it can be refused as malformed.</summary>
    public static bool HasIds(Type body) => HasIds(body, []);

    /// <summary>The attribute of a member, wherever its declaration has it: on the property or on the constructor's parameter.</summary>
    public static T? Of<T>(JsonPropertyInfo member)
        where T : Attribute
        => (T?)(member.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault()
            ?? member.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault());

    /// <summary>Whether it is the id of something: a text, whatever the kind.</summary>
    public static bool IsId(Type type) =>
        type.BaseType is { IsGenericType: true } kind && kind.GetGenericTypeDefinition() == typeof(TypedId<>);

    private static bool IsText(Type type) => type == typeof(string) || IsId(type);

    private static void Look(object body, string at, List<(ProblemType Type, ProblemItem Item)> found)
    {
        foreach (Member member in MembersOf(body.GetType()))
        {
            if (found.Count >= MostDefects)
                return;
            if (member.Get(body) is { } value)
                Look(member, value, at + "/" + JsonBody.Escape(member.Name), found);
        }
    }

    private static void Look(Member member, object value, string at, List<(ProblemType Type, ProblemItem Item)> found)
    {
        if (IsText(value.GetType()))
        {
            if (member.Form is { } form && !Fits(form, value.ToString()!))
                found.Add((form is IdAttribute ? ProblemType.MalformedId : ProblemType.InvalidValue, new ProblemItem(at, form.Meaning)));
        }
        else if (value is int number)
        {
            if (member.Range is { } range && !range.IsValid(number))
                found.Add((ProblemType.InvalidValue, new ProblemItem(at, $"a number from {range.Minimum} to {range.Maximum} is needed")));
        }
        else if (value is IDictionary map)
        {
            // Its names are the caller's: what is not known of them is not repeated.
            foreach (object? item in map.Values)
                if (item is null)
                    found.Add((ProblemType.InvalidValue, new ProblemItem(at, member.Form?.Meaning ?? "it has no value")));
                else
                    Look(member, item, at, found);
        }
        else if (value is IList list)
        {
            if (list.Count > member.Most)
                found.Add((ProblemType.InvalidValue, new ProblemItem(at, $"the list holds at most {member.Most} items")));
            else
                for (int i = 0; i < list.Count && found.Count < MostDefects; i++)
                    Look(member, list[i]!, at + "/" + i.ToString(CultureInfo.InvariantCulture), found);
        }
        else if (JsonBody.Options.GetTypeInfo(value.GetType()).Kind == JsonTypeInfoKind.Object)
            Look(value, at, found);
    }

    private static bool Fits(TextFormAttribute form, string text) =>
        (form.Longest is not { } longest || text.Length <= longest || text.CountCodePoints() <= longest)
        && (form.Pattern is not { } pattern || Patterns.GetOrAdd(pattern, Compile).IsMatch(text));

    // JSON Schema's "$" is the end of the text; that of .NET lets a line end follow.
    private static Regex Compile(string pattern) => new(
        pattern.EndsWith('$') ? pattern[..^1] + @"\z" : pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static bool HasIds(Type type, HashSet<Type> seen)
    {
        JsonTypeInfo info = JsonBody.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        if (info.ElementType is { } element)
            return HasIds(element, seen);
        return info.Kind == JsonTypeInfoKind.Object && seen.Add(info.Type)
            && info.Properties.Any(member => Of<IdAttribute>(member) is not null || HasIds(member.PropertyType, seen));
    }

    private static Member[] MembersOf(Type type) => Known.GetOrAdd(type, read =>
        [.. JsonBody.Options.GetTypeInfo(read).Properties.Where(member => member.Get is not null && IsLookedAt(member.PropertyType))
            .Select(member => new Member(
                member.Name, member.Get!, Of<TextFormAttribute>(member), Of<MostAttribute>(member)?.Items ?? MostAttribute.Usual,
                Of<RangeAttribute>(member)))]);

    private static bool IsLookedAt(Type type) => !type.IsEnum && type != typeof(bool) && type != typeof(JsonElement);

    private sealed record Member(string Name, Func<object, object?> Get, TextFormAttribute? Form, int Most, RangeAttribute? Range);
}
