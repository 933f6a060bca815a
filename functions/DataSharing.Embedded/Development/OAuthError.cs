namespace DataSharing.Embedded.Development;

/// <summary>Why there is no token, as OAuth says it. Source: RFC 6749 sections 4.1.2.1 and 5.2.</summary>
/// <param name="Code">One of the codes of those sections.</param>
/// <param name="Description">What to do, for the developer who reads it.</param>
internal sealed record OAuthError(string Code, string Description)
{
    public IResult Answer(int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new { error = Code, error_description = Description }, statusCode: status);
}
