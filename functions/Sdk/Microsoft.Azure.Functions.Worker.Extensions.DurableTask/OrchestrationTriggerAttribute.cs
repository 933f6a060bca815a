namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks the orchestration context of an orchestrator; <see cref="Orchestration"/> overrides the function's name.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : Attribute
{
    public string? Orchestration { get; set; }
}
