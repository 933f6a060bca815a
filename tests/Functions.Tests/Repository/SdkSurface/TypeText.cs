using System.Reflection;

namespace DataSharing.Functions.Tests.Repository.SdkSurface;

/// <summary>Writes types as in C# source, with the question marks of nullable references that reflection hides.</summary>
/// <param name="flags">The compiler's marks, one a reference type or type parameter in reading order; 2 means nullable.
/// One mark alone stands for all. Null: the declaration says nothing, or nobody asks.</param>
internal sealed class TypeText(IReadOnlyList<byte>? flags)
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(byte)] = "byte", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(double)] = "double",
    };

    private int _next;

    /// <summary>The type of <paramref name="member"/> (a parameter, property, field or method's return).</summary>
    /// <param name="nullable">False: leave out what is said about nullable references.</param>
    public static string Of(Type type, ICustomAttributeProvider member, MemberInfo declaring, bool nullable) =>
        new TypeText(nullable ? Flags(member, declaring) : null).Write(type);

    public static string Of(Type type) => new TypeText(null).Write(type);

    private string Write(Type type)
    {
        if (type.IsByRef)
            return Write(type.GetElementType()!);
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Write(value) + "?";
        // A generic struct takes a mark too, though it means nothing.
        string mark = !type.IsValueType || type.IsGenericType ? Mark(type) : "";
        if (type.IsArray)
            return Write(type.GetElementType()!) + "[]" + mark;
        if (!type.IsGenericType)
            return (Keywords.TryGetValue(type, out string? keyword) ? keyword : type.Name) + mark;
        IEnumerable<string> arguments = [.. type.GetGenericArguments().Select(Write)];
        return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", arguments)}>{mark}";
    }

    private string Mark(Type type)
    {
        byte flag = flags is null ? (byte)0 : flags.Count == 1 ? flags[0] : flags[_next++];
        return flag == 2 && !type.IsValueType ? "?" : "";
    }

    // The compiler writes a mark at the member, or one for everything in the method or type around it.
    private static IReadOnlyList<byte>? Flags(ICustomAttributeProvider member, MemberInfo declaring)
    {
        if (Read(Data(member), "NullableAttribute") is { } own)
            return own;
        for (MemberInfo? around = declaring; around is not null; around = around.DeclaringType)
        {
            if (Read(around.GetCustomAttributesData(), "NullableContextAttribute") is { } context)
                return context;
        }

        return null;
    }

    private static IList<CustomAttributeData> Data(ICustomAttributeProvider member) => member switch
    {
        ParameterInfo parameter => parameter.GetCustomAttributesData(),
        MemberInfo info => info.GetCustomAttributesData(),
        _ => throw new NotSupportedException(member.GetType().Name),
    };

    private static IReadOnlyList<byte>? Read(IEnumerable<CustomAttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeType.Name == name)?.ConstructorArguments[0].Value switch
        {
            byte one => [one],
            IReadOnlyCollection<CustomAttributeTypedArgument> many => [.. many.Select(argument => (byte)argument.Value!)],
            _ => null,
        };
}
