namespace DataSharing.Functions.Registry;

/// <summary>Proposes, approves, rejects and applies changes of the registry.</summary>
public sealed class RegistryChanges(
    IPartitionStore store, RegistryReader reader, RegistryWriter writer, ChangeAnnouncer announcer, ChangeApprovers approvers,
    IndependenceChecks independence, SecondPerson persons, TimeProvider time)
{
    public async Task<(RegistryChange Change, string ETag, Partition Partition)?> FindAsync(string id, CancellationToken cancellation)
    {
        Stored<DirectoryEntry>? place = await store.ReadAsync<DirectoryEntry>(
            RegistryKeys.Directory, RegistryKeys.Changes + id, cancellation);
        if (place?.Value.Partition is not { } key)
            return null;
        var partition = Partition.Registry(key);
        Stored<RegistryChange>? change = await store.ReadAsync<RegistryChange>(partition, RegistryKeys.Change(id), cancellation);
        return change is null ? null : (change.Value, change.ETag, partition);
    }

    /// <summary>Writes a proposal down; its id is the Idempotency-Key's, so that a repeat meets it.</summary>
    public async Task<RegistryChange> ProposeAsync(RegistryChange change, CancellationToken cancellation)
    {
        change = change with { WorkflowDue = time.GetUtcNow() };
        CommitResult? result = await writer.WriteAsync(
            Listed(change, new RegistryWrite(PlaceOf(change), [Operation.Create(RegistryKeys.Change(change.Id), change)])), cancellation);
        if (result is { IsCommitted: true })
            await announcer.AnnounceAsync(PlaceOf(change), change, cancellation);
        return change;
    }

    /// <summary>Applies a change that only takes rights away: one person, at once. Null: the target has changed in between.</summary>
    public async Task<RegistryChange?> ApplyAtOnceAsync(RegistryChange change, RegistryWrite write, CancellationToken cancellation)
    {
        change = change with { Status = ChangeStatus.Applied, WorkflowDue = time.GetUtcNow() };
        CommitResult? result = await writer.WriteAsync(
            Listed(change, write.With(Operation.Create(RegistryKeys.Change(change.Id), change))), cancellation);
        if (result is not { IsCommitted: true })
            return null;
        await announcer.AnnounceAsync(write.Partition, change, cancellation);
        return change;
    }

    /// <summary>
    /// The second person's yes; of an agreement that somebody else proposed, one of each party: the last one applies it. A
    /// repeat by the same person finds it done.
    /// </summary>
    /// <returns>Refused: not-found, wrong-agency, wrong-role, state-conflict, same-person, invalid-value, already-exists.</returns>
    public async Task<Result<RegistryChange>> ApproveAsync(string id, Caller caller, CancellationToken cancellation)
    {
        Result<(RegistryChange Change, string ETag, Partition Partition)> found = await ForDecisionAsync(id, caller, cancellation);
        if (found.Refusal is { } missing)
            return missing;
        (RegistryChange change, string etag, Partition partition) = found.Value;
        if (change.Status == ChangeStatus.Applied && change.Decided is { } decided && decided.SamePersonAs(By(caller)))
            return change;
        if ((WhyDecided(change) ?? ChangeApprovers.WhyMayNotApprove(change, caller)) is { } late)
            return late;
        if (change.Approvals.Any(approval => approval.RegistrationId == caller.Registration))
            return change;
        if (await persons.WhyNotAsync(TwoPersonRule.Of(change.Kind), caller, change.Approvals.Prepend(change.Proposed), cancellation)
            is { } same)
            return same;
        if ((await approvers.AwaitedAsync(change, cancellation)).Any(agency => agency != caller.Registration))
            return await AgreeAsync(
                change with { Approvals = [.. change.Approvals, By(caller)], WorkflowDue = time.GetUtcNow() }, etag, partition,
                cancellation);
        // Again: another code of the same body may have been approved meanwhile, or be approved just now.
        if (change is { Kind: ChangeKind.RegistrationCreation, Registration: { } created }
            && await independence.ClaimAsync(created, change.Id, cancellation) is { } dependent)
            return dependent;
        RegistryChange applied = change with { Status = ChangeStatus.Applied, Decided = By(caller), WorkflowDue = time.GetUtcNow() };
        if (await EffectAsync(change, cancellation) is not { } effect)
            return Stale();
        RegistryWrite write = effect.With(Operation.Replace(RegistryKeys.Change(id), applied, etag));
        if (await writer.WriteAsync(write, cancellation) is not { } result)
            return new Refusal(
                ProblemType.AlreadyExists, "a token identity of the change is bound to another registration", "/bindings");
        if (!result.IsCommitted)
            return result.Outcome == CommitOutcome.AlreadyExists
                ? new Refusal(ProblemType.AlreadyExists, "what the change creates is there already")
                : Stale();
        await announcer.AnnounceAsync(partition, applied, cancellation);
        return applied;
    }

    private async Task<Result<RegistryChange>> AgreeAsync(
        RegistryChange agreed, string etag, Partition partition, CancellationToken cancellation)
    {
        // CRASH: agreed without its log entry: the mark is set, and a timer writes the entry.
        if (!(
            await store.CommitAsync(
                partition, [Operation.Replace(RegistryKeys.Change(agreed.Id), agreed, etag)], cancellation)).IsCommitted)
            return Stale();
        await announcer.AnnounceAsync(partition, agreed, cancellation);
        return agreed;
    }

    /// <summary>No, by a second person, or by the proposer who thought better of it.</summary>
    /// <returns>Refused: not-found, wrong-agency, wrong-role, state-conflict.</returns>
    public async Task<Result<RegistryChange>> RejectAsync(string id, Caller caller, CancellationToken cancellation)
    {
        Result<(RegistryChange Change, string ETag, Partition Partition)> found = await ForDecisionAsync(id, caller, cancellation);
        if (found.Refusal is { } missing)
            return missing;
        (RegistryChange change, string etag, Partition partition) = found.Value;
        if (change.Status == ChangeStatus.Rejected)
            return change;
        if (WhyDecided(change) is { } late)
            return late;
        RegistryChange rejected = change with { Status = ChangeStatus.Rejected, Decided = By(caller), WorkflowDue = time.GetUtcNow() };
        if (!(await store.CommitAsync(partition, [Operation.Replace(RegistryKeys.Change(id), rejected, etag)], cancellation)).IsCommitted)
            return Stale();
        await announcer.AnnounceAsync(partition, rejected, cancellation);
        return rejected;
    }

    public Approval By(Caller caller) => new(caller.Registration, caller.Person, time.GetUtcNow());

    private async Task<Result<(RegistryChange Change, string ETag, Partition Partition)>> ForDecisionAsync(
        string id, Caller caller, CancellationToken cancellation)
    {
        if (await FindAsync(id, cancellation) is not { } found || !ChangeApprovers.MaySee(found.Change, caller))
            return NotFound();
        bool isProposer = found.Change.Proposed.SamePersonAs(By(caller));
        return !isProposer && await approvers.WhyMayNotDecideAsync(found.Change, caller, cancellation) is { } why ? why : found;
    }

    private static Refusal? WhyDecided(RegistryChange change) => change.Status == ChangeStatus.Proposed
        ? null
        : new(ProblemType.StateConflict, "the change was decided before");

    // Null: its target has changed. A suspension in between must not be undone by approving what was proposed before it.
    private async Task<RegistryWrite?> EffectAsync(RegistryChange change, CancellationToken cancellation) => change.Kind switch
    {
        ChangeKind.RegistrationCreation => RegistryWrite.Create(change.Registration!),
        ChangeKind.PersonCreation => RegistryWrite.Create(change.Person!),
        ChangeKind.AgreementCreation => RegistryWrite.Create(change.Agreement!),
        ChangeKind.RegistrationUpdate => await reader.FindRegistrationAsync(change.Registration!.Id, cancellation) is { } registration
            && registration.ETag == change.BasedOn ? RegistryWrite.Replace(registration, change.Registration!) : null,
        ChangeKind.PersonUpdate => await reader.FindPersonAsync(change.Concerns[0], change.Person!.Person.Id, cancellation) is { } person
            && person.ETag == change.BasedOn ? RegistryWrite.Replace(person, change.Person!) : null,
        ChangeKind.AgreementUpdate => await reader.FindAgreementAsync(change.Agreement!.Id, cancellation) is { } agreement
            && agreement.ETag == change.BasedOn ? RegistryWrite.Replace(agreement, change.Agreement!) : null,
        _ => throw new InvalidOperationException($"a change of kind {change.Kind} is applied when it is made"),
    };

    private static RegistryWrite Listed(RegistryChange change, RegistryWrite write) =>
        write with { List = [(RegistryKeys.Changes + change.Id, new DirectoryEntry(change.Id, write.Partition.Key)), .. write.List] };

    private static Partition PlaceOf(RegistryChange change) => change.Kind is ChangeKind.AgreementCreation or ChangeKind.AgreementUpdate
        ? RegistryKeys.OfAgreement(new AgreementId(change.Target))
        : RegistryKeys.OfRegistration(change.Concerns[0]);

    private static Refusal Stale() =>
        new(ProblemType.StateConflict, "the resource has changed since the change was proposed; propose it anew");

    internal static Refusal NotFound() => new(ProblemType.NotFound, "there is no such change");
}
