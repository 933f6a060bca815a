namespace DataSharing.Emulators.Cosmos;

/// <summary>One request as the service sees it.</summary>
/// <param name="Operation">account, metadata, read, create, replace, patch, delete, batch, query, plan or changes.</param>
/// <param name="Index">Counts all requests, from 1.</param>
public sealed record CosmosCall(string Operation, string Container, int Index);

public enum CosmosFaultAt
{
    /// <summary>The request has no effect.</summary>
    Before,

    /// <summary>The request is carried out, only its answer is another.</summary>
    After,

    /// <summary>Answered inside of a batch's body, by its first operation, and the batch has no effect.</summary>
    InBatch,
}

/// <summary>What goes wrong with one request.</summary>
/// <param name="Status">The answer's status; 0: the connection breaks without one.</param>
public sealed record CosmosFault(CosmosFaultAt At, int Status, int SubStatus = 0);
