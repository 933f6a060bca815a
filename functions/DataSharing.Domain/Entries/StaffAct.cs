using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Entries;

/// <summary>Something that the holder's own staff does with a case, as <see cref="LogRole.ConsentRecord"/>.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="By">Who, of the registration that holds the case, and when.</param>
/// <param name="Id">Given out for the act, unique: no fact tells one such act from another.</param>
public sealed record StaffAct(CaseId CaseId, Approval By, string Id)
{
    internal LogEntry Entry(string action) => new()
    {
        Id = "e-" + Id,
        Stream = LogStream.OfCase(CaseId),
        At = By.At.ToUniversalTime(),
        Action = action,
        Actor = Logged.By(LogRole.ConsentRecord, By),
        Holder = By.RegistrationId,
        Case = CaseId,
    };
}
