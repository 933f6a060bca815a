namespace DataSharing.Emulators.Vault;

/// <summary>An answer that is not what was asked for.</summary>
/// <param name="Operation">Of which operation; null: of any.</param>
/// <param name="Status">0: the connection is cut.</param>
/// <param name="RetryAfter">The header's value, in seconds.</param>
/// <param name="AfterEffect">Whether what was asked for is done nevertheless: a failure that persisted.</param>
public sealed record VaultFault(
    string? Operation, int Status, string Code = "Injected", string? RetryAfter = null, bool AfterEffect = false);

/// <summary>Faults that wait for their call, in order.</summary>
public sealed class VaultFaults
{
    private readonly Lock _lock = new();
    private readonly List<VaultFault> _waiting = [];

    public void Add(VaultFault fault, int times = 1)
    {
        lock (_lock)
            for (int i = 0; i < times; i++)
                _waiting.Add(fault);
    }

    public void Clear()
    {
        lock (_lock)
            _waiting.Clear();
    }

    internal VaultFault? Next(string operation)
    {
        lock (_lock)
        {
            int at = _waiting.FindIndex(fault => fault.Operation is null || fault.Operation == operation);
            if (at < 0)
                return null;
            VaultFault found = _waiting[at];
            _waiting.RemoveAt(at);
            return found;
        }
    }
}
