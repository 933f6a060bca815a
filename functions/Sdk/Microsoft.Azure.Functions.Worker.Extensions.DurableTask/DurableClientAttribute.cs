namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a parameter that receives the client of the orchestration engine.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : Attribute
{
    public string? TaskHub { get; set; }

    public string? ConnectionName { get; set; }
}
