using System.Diagnostics.Metrics;

namespace DataSharing.Functions.Azure.Cosmos;

/// <summary>What operations cost. Tags name the operation and the container, never a document.</summary>
internal static class CosmosMetrics
{
    public const string MeterName = "DataSharing.Cosmos";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Charge = Meter.CreateHistogram<double>(
        "datasharing.cosmos.request_charge", "{RU}", "Request units that one request to the document store took.");

    public static void Record(string operation, Container container, double charge) =>
        Charge.Record(charge, new("operation", operation), new("container", CosmosContainers.Of(container).Name));
}
