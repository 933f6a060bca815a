namespace DataSharing.Functions.Health;

/// <summary>How one thing that the app needs stands.</summary>
public enum ReadinessState
{
    Ok,

    /// <summary>It works, and will not for long.</summary>
    Low,

    Failed,
}

/// <summary>Something beside the store that a runtime knows to be needed. Asked often: it answers at once.</summary>
public interface IReadinessCheck
{
    /// <summary>As readiness names it.</summary>
    string Name { get; }

    ReadinessState Check();
}
