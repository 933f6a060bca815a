namespace DataSharing.WorkerHost;

/// <summary>How a host is to run.</summary>
public sealed record FunctionsHostOptions
{
    /// <summary>
    /// Durable Functions' own waits, shortened: by default an idle queue is looked at twice a minute, and what a killed host held is
    /// free after five.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Quick { get; } = new Dictionary<string, string?>
    {
        ["storageProvider:maxQueuePollingInterval"] = "00:00:00.250",
        ["storageProvider:controlQueueVisibilityTimeout"] = "00:01:00",
        ["storageProvider:workItemQueueVisibilityTimeout"] = "00:01:00",
    };

    /// <summary>The app's settings; a function app finds them in its environment.</summary>
    public required IReadOnlyDictionary<string, string?> Settings { get; init; }

    /// <summary>Where Durable Functions keeps what it knows: a storage account's connection string.</summary>
    public required string Storage { get; init; }

    /// <summary>Where to listen; port 0 is a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>Changes to the part <c>durableTask</c> of the app's host.json, such as <c>hubName</c>.</summary>
    public IReadOnlyDictionary<string, string?> Durable { get; init; } = Quick;

    /// <summary>Whether timers run by their schedules.</summary>
    public bool Timers { get; init; } = true;

    /// <summary>Called when a function was handed to the worker and before anything is heard of it; null: nobody watches.</summary>
    public Action<WorkerFunction>? Invoked { get; init; }
}
