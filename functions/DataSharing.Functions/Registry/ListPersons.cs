namespace DataSharing.Functions.Registry;

/// <summary>Named professionals: vetted by two persons, stopped by one.</summary>
public sealed class ListPersons(ApiPipeline api, RegistryReader registry)
{
    public static readonly ApiOperation Operation = new(
        typeof(ListPersons), "List the persons of a registration in order of their staff ids", Roles.RegistryManage)
    {
        Answer = ApiAnswer.Ok<ListPage<PersonView>>(),
        Problems = [ProblemType.MalformedId],
    };

    [Function("ListPersons")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.Persons)] HttpRequest request, string registrationId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async _ =>
        {
            RegistrationId id = (await registry.RegistrationAsync(registrationId, cancellation).OrProblem()).Value.Id;
            // An agency's staff is small and read whole; the answer keeps the form of a page.
            return ApiResults.Ok(
                new ListPage<PersonView>(
                    [.. (await registry.PersonDocumentsAsync(id, cancellation)).Select(person =>
                        PersonView.Of(person.Value, person.ETag))],
                    null));
        }, cancellation);
}
