using System.Reflection;

namespace DataSharing.Domain.Policy;

/// <summary>
/// The codes by which an enumeration is written in policy files, API and log: the name of
/// <see cref="JsonStringEnumMemberNameAttribute"/> where a member has one, else the member's name in camel case.
/// Matching is exact: no other case, no numbers. Thread safe.
/// </summary>
public static class WireCode
{
    /// <summary>The code of a member, e.g. <c>FULL</c> for <see cref="Tier.Full"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a declared member.</exception>
    public static string Of<T>(T value) where T : struct, Enum =>
        Codes<T>.ByValue.TryGetValue(value, out string? code)
            ? code
            : throw new ArgumentOutOfRangeException(nameof(value), typeof(T).Name + " has no such member");

    /// <summary>Reads a code; false when no member has it.</summary>
    public static bool TryParse<T>(string code, out T value) where T : struct, Enum => Codes<T>.ByCode.TryGetValue(code, out value);

    /// <summary>All codes of the enumeration.</summary>
    internal static IReadOnlyCollection<string> All<T>() where T : struct, Enum => Codes<T>.ByCode.Keys;

    private static class Codes<T> where T : struct, Enum
    {
        internal static readonly FrozenDictionary<T, string> ByValue = typeof(T)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .ToFrozenDictionary(
                f => (T)f.GetValue(null)!,
                f => f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(f.Name));

        internal static readonly FrozenDictionary<string, T> ByCode = ByValue.ToFrozenDictionary(
            p => p.Value, p => p.Key, StringComparer.Ordinal);
    }
}
