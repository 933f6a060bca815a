using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Storage;

/// <summary>Tells a store that does not answer, which is worth waiting for, from a fault that trying again would only repeat.</summary>
public static class StoreAway
{
    /// <summary>
    /// Whether the fault, or what caused it, is a store, key store or disk that does not answer now, or a program that ends.
    /// </summary>
    public static bool Is(Exception fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            // What ends too early is damaged, not away.
            if (cause is StoreUnavailableException or KeyUnavailableException or TimeoutException or OperationCanceledException
                or ObjectDisposedException
                or (IOException and not EndOfStreamException))
                return true;
        }

        return false;
    }
}
