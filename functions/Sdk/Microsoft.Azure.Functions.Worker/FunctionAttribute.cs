namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a method as a function, under the name that hosts and logs know it by.</summary>
/// <param name="name">The function's name, unique in the app.</param>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));
}
