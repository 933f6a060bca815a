namespace DataSharing.Domain;

/// <summary>Writes an enumeration's members in camel case (<c>notYetSeen</c>) and reads nothing else: no numbers, no other name.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
