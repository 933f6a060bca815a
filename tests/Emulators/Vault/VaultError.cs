using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Vault;

/// <summary>A refusal in the service's form.</summary>
internal sealed class VaultError(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public JsonObject ToJson() => new() { ["error"] = new JsonObject { ["code"] = code, ["message"] = Message } };
}
