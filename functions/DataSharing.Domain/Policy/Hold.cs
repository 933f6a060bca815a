namespace DataSharing.Domain.Policy;

/// <summary>What a HOLD may wait for: the closed list. Whatever else fails is refused. Source: R-267.</summary>
/// <param name="Fact">The fact; see <see cref="HoldFacts"/>.</param>
/// <param name="Act">What is to be done for it, in words for the holder.</param>
/// <param name="By">Who does it.</param>
/// <param name="Source">Rule ids.</param>
public sealed record Hold(string Fact, string Act, string By, string Source);
