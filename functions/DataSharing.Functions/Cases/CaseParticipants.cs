using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Cases;

/// <summary>Who is involved in a case: named persons and contact desks. Source: .</summary>
public sealed class CaseParticipants(
    ApiPipeline api, OwnCases own, CaseChanges changes, CaseReading reading, RegistryReader registry, TimeProvider time)
{
    private const int Tries = 10;
    private const int MostTakenOff = 500;

    public static readonly ApiOperation ReadOperation = new("ReadParticipants", "GET", Routes.CaseParticipants)
    {
        Summary = "Read who is involved in a case",
        Roles = [Roles.ConsentRecord],
        Response = typeof(ParticipantsBody),
        Problems = [ProblemType.NotFound],
    };

    public static readonly ApiOperation ChangeOperation = new("ChangeParticipants", "PUT", Routes.CaseParticipants)
    {
        Summary = "Replace who is involved in a case",
        Description =
            "A person who is left out is off the case: what comes to a desk of hers does not bring her back; naming her again does.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(ParticipantsBody),
        IfMatch = true,
        Response = typeof(ParticipantsBody),
        Problems = [
            ProblemType.NotFound,
            ProblemType.StateConflict,
            ProblemType.InvalidValue,
            ProblemType.UnknownAgency,
            ProblemType.UnknownPerson,
        ],
    };

    [Function("ReadParticipants")]
    public Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.CaseParticipants)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, ReadOperation, async call =>
        {
            Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation);
            await reading.NoteAsync(call.Caller, caseId, LogAction.CaseRead, "participants");
            return Answer(head.Value.Participants);
        }, cancellation);

    [Function("ChangeParticipants")]
    public Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.CaseParticipants)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync<ParticipantsBody>(request, ChangeOperation, async call =>
        {
            await RequireFreshAsync(call, caseId);
            IReadOnlyList<Participant> next = await CheckAsync(call.Body, call.Cancellation);
            LogEntry entry = CaseEntries.Of(call.Caller, caseId, LogAction.ParticipantsChanged, time.GetUtcNow());
            for (int attempt = 0; attempt < Tries; attempt++)
            {
                // The head changes with every log entry; what must not have changed is the list.
                Stored<CaseHead> head = await RequireFreshAsync(call, caseId);
                RequireFew(head.Value, next);
                CaseCommit commit = await changes.ChangeParticipantsAsync(head.Value, head.ETag, next, entry);
                if (commit != CaseCommit.Moved)
                {
                    OwnCases.Require(commit);
                    return Answer(next);
                }
            }

            throw new StoreUnavailableException("the case is written by too many at once");
        }, cancellation);

    private async Task<Stored<CaseHead>> RequireFreshAsync(ApiCall call, string caseId)
    {
        Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation);
        OwnCases.RequireOpen(head.Value);
        return CaseETags.Of(head.Value.Participants) == call.IfMatch ? head : throw OwnCases.Stale();
    }

    // So that the head never grows beyond what a stop fits into.
    private static void RequireFew(CaseHead head, IReadOnlyList<Participant> next)
    {
        if (TakingPart.TakenOff(head.TakenOff, head.Participants, next).Count > MostTakenOff)
            throw new ProblemException(
                ProblemType.StateConflict,
                $"more than {MostTakenOff} persons would have been taken off the case: keep those who take part as they are");
    }

    private static IResult Answer(IReadOnlyList<Participant> participants) =>
        ApiResults.Ok(new ParticipantsBody([.. participants.Select(ParticipantInput.From)]), CaseETags.Of(participants));

    private async Task<IReadOnlyList<Participant>> CheckAsync(ParticipantsBody body, CancellationToken cancellation)
    {
        var defects = new BodyDefects();
        var bodies = new KnownBodies(registry, cancellation);
        if (defects.Few(body.Participants, "/participants"))
        {
            for (int i = 0; i < body.Participants.Count; i++)
                await CheckAsync(body.Participants[i], $"/participants/{i}", bodies, defects);
            defects.Distinct(
                body.Participants.Select(p => $"{p.RegistrationId}\n{p.PersonId}\n{p.DeskId}"), "/participants",
                "the participant stands in the list twice");
        }

        defects.Unless(body.Participants.Count(p => p.Lead) <= 1, "/participants", "a case has one lead professional", "R-035");
        defects.ThrowIfAny();
        return [.. body.Participants.Select(p => p.ToParticipant())];
    }

    private static async Task CheckAsync(ParticipantInput participant, string at, KnownBodies bodies, BodyDefects defects)
    {
        defects.Time(participant.Until, at + "/until");
        Registration? registration = await bodies.RegistrationAsync(participant.RegistrationId);
        if (registration is null)
            defects.Add(ProblemType.UnknownAgency, at + "/registrationId", "the agency is not registered");
        else if ((participant.PersonId is null) == (participant.DeskId is null))
            defects.Add(ProblemType.InvalidValue, at + "/personId", "a participant is either a person or a desk of the agency", "R-079");
        else if (participant.PersonId is { } person && await bodies.PersonAsync(registration.Id, person) is null)
            defects.Add(ProblemType.UnknownPerson, at + "/personId", "the person is not registered with that agency");
        else if (participant.ByDesk is { } joined && (participant.PersonId is null || registration.Desks.All(known => known.Id != joined)))
            defects.Add(ProblemType.InvalidValue, at + "/byDesk", "a person joins by a desk that is registered with that agency", "R-277");
        else if (participant.DeskId is { } desk && registration.Desks.All(known => known.Id != desk))
            defects.Add(ProblemType.UnknownPerson, at + "/deskId", "the desk is not registered with that agency");
    }
}
