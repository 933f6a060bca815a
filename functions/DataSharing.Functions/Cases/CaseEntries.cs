namespace DataSharing.Functions.Cases;

/// <summary>Log entries of what the holder's own staff does with a case.</summary>
internal static class CaseEntries
{
    public static LogEntry Of(Caller caller, string caseId, string action, DateTimeOffset at) => new()
    {
        Id = "e-" + RandomNumberGenerator.GetHexString(32, lowercase: true),
        Stream = LogStream.OfCase(caseId),
        At = at.ToUniversalTime(),
        Action = action,
        Actor = new LogActor(Roles.ConsentRecord, caller.Registration, caller.Person),
        Holder = caller.Registration,
        Case = caseId,
    };
}
