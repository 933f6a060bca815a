using Microsoft.OpenApi;

namespace DataSharing.Functions.OpenApi;

/// <summary>The document as it is served: written at the first call, the same bytes ever after. Thread-safe.</summary>
public sealed class DocumentText(IEnumerable<DevelopmentSignIn> signIn)
{
    private readonly Lazy<Task<FixedAnswer>> _text = new(async () => new FixedAnswer(Encoding.UTF8.GetBytes(
        await DocumentBuilder.Build(OperationCatalogue.All, signIn.SingleOrDefault())
            .SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))));

    internal Task<FixedAnswer> ReadAsync() => _text.Value;
}
