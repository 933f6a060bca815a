using System.Reflection;
using DataSharing.Embedded.Installation;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Embedded.Hosting.Binding;

/// <summary>A method marked <c>[Function]</c> and the one parameter that says what triggers it.</summary>
/// <param name="Trigger">One of the four trigger attributes.</param>
internal sealed record FunctionMethod(string Name, MethodInfo Method, ParameterInfo TriggerParameter, Attribute Trigger)
{
    private const BindingFlags Anywhere =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>All functions of the assemblies, by name.</summary>
    /// <exception cref="StartRefusedException">Lists every method that is marked but cannot be a function.</exception>
    public static IReadOnlyList<FunctionMethod> Find(IEnumerable<Type> types)
    {
        (List<FunctionMethod>? found, List<string>? problems) = (new List<FunctionMethod>(), new List<string>());
        foreach (MethodInfo? method in types.SelectMany(type => type.GetMethods(Anywhere)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } function)
                continue;
            if (Problem(method) is { } problem)
                problems.Add($"function '{function.Name}' ({Place(method)}): {problem}");
            else if (Triggers(method).Single() is var (parameter, trigger))
                found.Add(new FunctionMethod(function.Name, method, parameter, trigger));
        }

        foreach (IGrouping<string, FunctionMethod>? twins in found.GroupBy(
            function => function.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            problems.Add(
                $"function '{twins.Key}' is declared {twins.Count()} times: {string.Join(", ", twins.Select(twin => Place(twin.Method)))}");
        return problems.Count == 0
            ? [.. found.OrderBy(function => function.Name, StringComparer.Ordinal)]
            : throw new StartRefusedException("some functions cannot be hosted:", problems);
    }

    /// <summary>By place: reflection may hand out two objects for one parameter when two hosts start at once.</summary>
    public bool IsTrigger(ParameterInfo parameter) => parameter.Position == TriggerParameter.Position;

    public string Problem(string what) => $"function '{Name}' ({Place(Method)}): {what}";

    public string Problem(ParameterInfo parameter, string what) =>
        Problem($"parameter '{parameter.Name}' of type {TypeName(parameter.ParameterType)} {what}");

    public static string TypeName(Type type)
    {
        if (!type.IsGenericType)
            return type.Name;
        string name = type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>";
    }

    private static string? Problem(MethodInfo method)
    {
        if (!method.IsPublic || !method.DeclaringType!.IsVisible)
            return "the method and its class must be public";
        if (method.ContainsGenericParameters)
            return "a generic method or class has no types to run with";
        if (!method.IsStatic && method.DeclaringType.IsAbstract)
            return "its class is abstract, so no instance can be created";
        return Triggers(method).Count() switch
        {
            0 => "no parameter carries a trigger attribute",
            1 => null,
            _ => "more than one parameter carries a trigger attribute",
        };
    }

    private static IEnumerable<(ParameterInfo Parameter, Attribute Trigger)> Triggers(MethodInfo method) =>
        from parameter in method.GetParameters()
        from attribute in parameter.GetCustomAttributes()
        where attribute is HttpTriggerAttribute or TimerTriggerAttribute or OrchestrationTriggerAttribute or ActivityTriggerAttribute
        select (parameter, attribute);

    private static string Place(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
