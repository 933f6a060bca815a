using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Cases;

/// <summary>Who is involved in a case: named persons and contact desks. Source: .</summary>
public sealed class ReadParticipants(CaseApi api, CaseReading reading)
{
    public static readonly ApiOperation Operation = new(typeof(ReadParticipants), "Read who is involved in a case", Roles.ConsentRecord)
    {
        Answer = ApiAnswer.Ok<ParticipantsBody>() with { ETag = true },
    };

    [Function("ReadParticipants")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.CaseParticipants)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, caseId, async (call, head) =>
        {
            await reading.NoteAsync(call.Caller, head.Value.CaseId, act => CaseEntries.Read(act, CasePart.Participants)).OrProblem();
            return ChangeParticipants.Answer(head.Value.Participants);
        }, cancellation);
}
