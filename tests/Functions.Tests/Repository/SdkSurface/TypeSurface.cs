using System.Globalization;
using System.Reflection;

namespace DataSharing.Functions.Tests.Repository.SdkSurface;

/// <summary>
/// What code outside an assembly can see of one type, in the lines of the description. Left out is what the compiler writes by
/// itself for each record, and overrides, which add nothing to see.
/// </summary>
/// <param name="generous">Adds every base type and interface, and the narrower forms that a richer member also serves: for
/// asking whether a line is met, rather than for comparing.</param>
/// <param name="nullable">False: leaves out what is said about nullable references, where the package says nothing.</param>
internal sealed class TypeSurface(Type type, bool generous, bool nullable)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private bool IsRecord => type.GetMethod("<Clone>$", Declared) is not null;

    /// <summary>For instance <c>sealed class Name.Space.Type`1</c>.</summary>
    public string Header => $"{Kind()} {type.FullName}";

    public IEnumerable<string> Lines()
    {
        if (type.IsEnum)
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {field.GetRawConstantValue()}");
        if (type.IsSubclassOf(typeof(Delegate)))
            return [Signature(type.GetMethod("Invoke")!, "invoke")];
        return Bases().Select(other => $"is {TypeText.Of(other)}")
            .Concat(type.GetConstructors(Declared).Where(IsSeen).Where(constructor => !IsCopy(constructor)).SelectMany(Constructor))
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(Field))
            .Concat(type.GetProperties(Declared).SelectMany(Property))
            .Concat(type.GetMethods(Declared).Where(IsListed).Select(Method));
    }

    private string Kind() => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
        { IsValueType: true } => type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsReadOnlyAttribute") ? "readonly struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        _ => (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (IsRecord ? "record" : "class"),
    };

    private IEnumerable<Type> Bases()
    {
        Type[] unsaid = [typeof(object), typeof(ValueType)];
        Type[] interfaces = [.. type.GetInterfaces().Where(other => !IsRecord || other.Name != "IEquatable`1")];
        if (!generous)
        {
            interfaces = [.. interfaces.Except(type.BaseType?.GetInterfaces() ?? [])];
            return new[] { type.BaseType }.OfType<Type>().Except(unsaid).Concat(interfaces);
        }

        var chain = new List<Type>();
        for (Type? other = type.BaseType; other is not null; other = other.BaseType)
            chain.Add(other);
        return chain.Except(unsaid).Concat(interfaces);
    }

    // A record's own copying constructor is protected, or public where it was written by hand; nobody calls it.
    private bool IsCopy(ConstructorInfo constructor) => IsRecord && constructor.GetParameters() is [{ } only] && only.ParameterType == type;

    private IEnumerable<string> Constructor(ConstructorInfo constructor)
    {
        string access = constructor.IsPublic ? "" : "protected ";
        yield return $"{access}new({Parameters(constructor)})";
        ParameterInfo[] parameters = constructor.GetParameters();
        if (generous && parameters.Length > 0 && parameters.All(parameter => parameter.IsOptional))
            yield return $"{access}new()";
    }

    private string Field(FieldInfo field) =>
        $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeText.Of(field.FieldType, field, type, nullable)} {field.Name}";

    private IEnumerable<string> Property(PropertyInfo property)
    {
        MethodInfo? get = property.GetMethod is { } reader && IsSeen(reader) ? reader : null;
        MethodInfo? set = property.SetMethod is { } writer && IsSeen(writer) ? writer : null;
        if ((get ?? set) is not { } accessor || IsOverride(accessor) || property.Name == "EqualityContract")
            yield break;
        string start = $"{Modifiers(accessor)}{TypeText.Of(property.PropertyType, property, type, nullable)} {property.Name}";
        string setting = set is null ? "" : set.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") ? "init; " : "set; ";
        yield return $"{start} {{ {(get is null ? "" : "get; ")}{setting}}}";
        if (generous && get is not null && set is not null)
            yield return $"{start} {{ get; }}";
    }

    private bool IsListed(MethodInfo method)
    {
        bool isOperator = method.IsSpecialName && method.Name.StartsWith("op_", StringComparison.Ordinal);
        if (!IsSeen(method) || IsOverride(method) || (method.IsSpecialName && !isOperator) || method.Name.Contains('<', StringComparison.Ordinal))
            return false;
        return !IsRecord || (method.Name is not ("Equals" or "PrintMembers") && !isOperator);
    }

    private string Method(MethodInfo method) => method.Name switch
    {
        "op_Implicit" => $"implicit {TypeText.Of(method.ReturnType)}({Parameters(method)})",
        "op_Equality" or "op_Inequality" => $"operator {(method.Name == "op_Equality" ? "==" : "!=")}({Parameters(method)})",
        _ => Modifiers(method) + Signature(method, method.Name),
    };

    private string Signature(MethodInfo method, string name)
    {
        string generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        return $"{TypeText.Of(method.ReturnType, method.ReturnParameter, method, nullable)} {name}{generic}({Parameters(method)})";
    }

    private string Modifiers(MethodInfo method) =>
        (method.IsPublic ? "" : "protected ")
        + (type.IsInterface ? "" : method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal && !type.IsSealed ? "virtual " : "");

    private string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.IsOut ? "out " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
        + $"{TypeText.Of(parameter.ParameterType, parameter, method, nullable)} {parameter.Name}"
        + (parameter.HasDefaultValue ? " = " + Literal(parameter) : "")));

    private static string Literal(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        bool truth => truth ? "true" : "false",
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition().DeclaringType != method.DeclaringType;
}
