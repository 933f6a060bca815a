using Azure.Core;
using DataSharing.Emulators.Cosmos;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Azure.Cosmos;

namespace DataSharing.Functions.Tests.Azure.Cosmos;

/// <summary>A store on the fake, as an app of its own would open it.</summary>
internal static class CosmosFixture
{
    public static readonly CosmosOptions Options = new(new Uri("https://fake.documents.test/"));

    static CosmosFixture()
    {
        // Else each client asks an address that only virtual machines in Azure have.
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
    }

    public static Task<CosmosPartitionStore> ConnectAsync(CosmosFake fake, TimeProvider? time = null, bool create = true) =>
        CosmosPartitionStore.ConnectAsync(Options, new AzureConnection(new Token(), fake.Handler), time ?? TimeProvider.System, create);

    public static CosmosPartitionStore Connect(CosmosFake fake, TimeProvider? time = null) =>
        ConnectAsync(fake, time).GetAwaiter().GetResult();

    private sealed class Token : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
