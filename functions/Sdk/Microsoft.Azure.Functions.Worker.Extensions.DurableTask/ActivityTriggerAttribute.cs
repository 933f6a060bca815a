namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks the input of an activity; <see cref="Activity"/> overrides the function's name.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : Attribute
{
    public string? Activity { get; set; }
}
