using DataSharing.Domain.AccessLog;

namespace DataSharing.Functions.Stops;

/// <summary>Who stops, and how it came.</summary>
/// <param name="Channel">link, code, inPerson …; of a revocation, who revoked.</param>
/// <param name="ByPerson">True: the person takes it back. False: somebody else ends it.</param>
/// <param name="Reason">Reason kind that somebody else gave; never asked of the person .</param>
/// <param name="FoundBad">The consent was bad from the start: invalidated, with <paramref name="Reason"/> as its defect .</param>
public sealed record StopAct(string Channel, LogActor Actor, bool ByPerson = true, string? Reason = null, bool FoundBad = false);
