using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Cases;

/// <summary>What the holder's own staff does with a case, for the log.</summary>
internal static class StaffActs
{
    /// <summary>An act with an id of its own: made once, however often its commit is tried.</summary>
    public static StaffAct On(this Caller caller, CaseId caseId, DateTimeOffset at) =>
        new(caseId, caller.At(at), RandomNumberGenerator.GetHexString(32, lowercase: true));
}
