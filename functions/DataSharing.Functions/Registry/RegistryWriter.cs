namespace DataSharing.Functions.Registry;

/// <summary>Carries out registry writes: directory, then the commit that counts, then what no longer holds.</summary>
public sealed class RegistryWriter(IPartitionStore store, RegistryReader reader)
{
    /// <returns>What became of the commit; null when a token identity is already bound to another registration.</returns>
    public async Task<CommitResult?> WriteAsync(RegistryWrite write, CancellationToken cancellation)
    {
        // CRASH: entries without what they point to are skipped by every reader and taken over by the repeat.
        foreach ((string id, DirectoryEntry entry) in write.List)
        {
            if (!await ListAsync(id, entry, cancellation))
                return null;
        }

        CommitResult result = await store.CommitAsync(write.Partition, write.Operations, cancellation);
        // CRASH: an entry of a removed binding stays; it opens nothing, because the registration no longer names it.
        foreach (string id in result.IsCommitted ? write.Unlist : [])
            await store.CommitAsync(RegistryKeys.Directory, [Operation.Delete(id)], cancellation);
        return result;
    }

    private async Task<bool> ListAsync(string id, DirectoryEntry entry, CancellationToken cancellation)
    {
        CommitResult created = await store.CommitAsync(RegistryKeys.Directory, [Operation.Create(id, entry)], cancellation);
        if (created.IsCommitted)
            return true;
        Stored<DirectoryEntry>? there = await store.ReadAsync<DirectoryEntry>(RegistryKeys.Directory, id, cancellation);
        if (there is null || there.Value == entry)
            return there is not null;
        // Another registration's binding: taken, unless it is a leftover.
        Registration? other = (await reader.FindRegistrationAsync(new RegistrationId(there.Value.Id), cancellation))?.Value;
        if (other is not null && other.Bindings.Any(binding => RegistryKeys.Binding(binding) == id))
            return false;
        return (await store.CommitAsync(RegistryKeys.Directory, [Operation.Replace(id, entry, there.ETag)], cancellation)).IsCommitted;
    }
}
