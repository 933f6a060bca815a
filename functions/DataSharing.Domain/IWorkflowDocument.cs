namespace DataSharing.Domain;

/// <summary>What has a next step that somebody must take: the mark is committed with it, so that a crash leaves it to be found.</summary>
public interface IWorkflowDocument
{
    /// <summary>Since when the step is due; null: nothing is. Stores find it by its JSON member, <c>workflowDue</c>.</summary>
    DateTimeOffset? WorkflowDue { get; }
}
