namespace DataSharing.Functions.Azure.Cosmos;

/// <summary>Where the documents lie.</summary>
/// <param name="Endpoint">The account's endpoint, such as <c>https://name.documents.azure.com/</c>. Signed in to with the app's
/// identity, never with a key.</param>
/// <param name="Database">The database; it holds the containers of <see cref="CosmosContainers"/>.</param>
public sealed record CosmosOptions(Uri Endpoint, string Database = "datasharing");
