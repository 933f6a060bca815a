using DataSharing.Domain.Entries;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Cases;

/// <summary>Who is involved in a case: named persons and contact desks. Source: .</summary>
public sealed class ChangeParticipants(
    ApiPipeline api, OwnCases own, CaseChanges changes, RegistryReader registry, TimeProvider time)
{
    private const int Tries = 10;
    private const int MostTakenOff = 500;

    public static readonly ApiOperation<ParticipantsBody> Operation = new(
        typeof(ChangeParticipants), "Replace who is involved in a case", Roles.ConsentRecord)
    {
        Description =
            "A person who is left out is off the case: what comes to a desk of hers does not bring her back; naming her again does.",
        IfMatch = true,
        Answer = ApiAnswer.Ok<ParticipantsBody>() with { ETag = true },
        Problems = [ProblemType.StateConflict, ProblemType.InvalidValue, ProblemType.UnknownAgency, ProblemType.UnknownPerson],
    };

    [Function("ChangeParticipants")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "put", Route = Routes.CaseParticipants)] HttpRequest request, string caseId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            CaseId id = (await FreshAsync(call, caseId).OrProblem()).Value.CaseId;
            Participant[] next = await CheckAsync(call.Body, call.Cancellation).OrProblem();
            LogEntry entry = CaseEntries.ParticipantsChanged(call.Caller.On(id, time.GetUtcNow()));
            for (int attempt = 0; attempt < Tries; attempt++)
            {
                // The head changes with every log entry; what must not have changed is the list.
                Stored<CaseHead> head = await FreshAsync(call, caseId).OrProblem();
                WhyTooMany(head.Value, next).OrProblem();
                CaseCommit commit = await changes.ChangeParticipantsAsync(head.Value, head.ETag, next, entry);
                if (commit != CaseCommit.Moved)
                {
                    OwnCases.WhyNotWritten(commit).OrProblem();
                    return Answer(next);
                }
            }

            throw new StoreUnavailableException("the case is written by too many at once");
        }, cancellation);

    private async Task<Result<Stored<CaseHead>>> FreshAsync(ApiCall call, string caseId)
    {
        Result<Stored<CaseHead>> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation);
        if ((head.Refusal ?? OwnCases.WhyNotOpen(head.Value.Value)) is { } refusal)
            return refusal;
        return call.IfMatch.Fits(CaseETags.Of(head.Value.Value.Participants)) ? head : OwnCases.Stale();
    }

    // So that the head never grows beyond what a stop fits into.
    private static Refusal? WhyTooMany(CaseHead head, IReadOnlyList<Participant> next) =>
        TakingPart.TakenOff(head.TakenOff, head.Participants, next).Count > MostTakenOff
            ? new(
                ProblemType.StateConflict,
                $"more than {MostTakenOff} persons would have been taken off the case: keep those who take part as they are")
            : null;

    internal static IResult Answer(IReadOnlyList<Participant> participants) =>
        ApiResults.Ok(new ParticipantsBody([.. participants.Select(ParticipantInput.From)]), CaseETags.Of(participants));

    private async Task<Result<Participant[]>> CheckAsync(ParticipantsBody body, CancellationToken cancellation)
    {
        var defects = new BodyDefects();
        var bodies = new KnownBodies(registry, cancellation);
        for (int i = 0; i < body.Participants.Count; i++)
            await CheckAsync(body.Participants[i], $"/participants/{i}", bodies, defects);
        defects.Distinct(
            body.Participants.Select(p => $"{p.RegistrationId}\n{p.PersonId}\n{p.DeskId}"), "/participants",
            "the participant stands in the list twice");
        defects.Unless(body.Participants.Count(p => p.Lead) <= 1, "/participants", "a case has one lead professional", "R-035");
        return defects.WhyRefused() is { } refusal ? refusal : body.Participants.Select(p => p.ToParticipant()).ToArray();
    }

    private static async Task CheckAsync(ParticipantInput participant, string at, KnownBodies bodies, BodyDefects defects)
    {
        defects.Time(participant.Until, at + "/until");
        Registration? registration = await bodies.RegistrationAsync(participant.RegistrationId);
        if (registration is null)
            defects.Add(ProblemType.UnknownAgency, at + "/registrationId", "the agency is not registered");
        else if ((participant.PersonId is null) == (participant.DeskId is null))
            defects.Add(ProblemType.InvalidValue, at + "/personId", "a participant is either a person or a desk of the agency", "R-079");
        else if (participant.PersonId is { } person && await bodies.PersonAsync(registration.Id, PersonId.Read(person)) is null)
            defects.Add(ProblemType.UnknownPerson, at + "/personId", "the person is not registered with that agency");
        else if (participant.ByDesk is { } joined && (participant.PersonId is null || registration.Desks.All(known => known.Id != joined)))
            defects.Add(ProblemType.InvalidValue, at + "/byDesk", "a person joins by a desk that is registered with that agency", "R-277");
        else if (participant.DeskId is { } desk && registration.Desks.All(known => known.Id != desk))
            defects.Add(ProblemType.UnknownPerson, at + "/deskId", "the desk is not registered with that agency");
    }
}
