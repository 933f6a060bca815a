namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>Kills and traces processes under load; not beside other tests, which would take its processor time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DurabilityCollection
{
    public const string Name = "durability";
}
