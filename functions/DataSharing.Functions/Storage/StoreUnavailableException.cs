namespace DataSharing.Functions.Storage;

/// <summary>
/// The store did not answer, or did not say whether it committed. The caller repeats with the same ids; commits are
/// conditional, so that a repeat has no second effect.
/// </summary>
public sealed class StoreUnavailableException(string operation, Exception? inner = null) : Exception(operation, inner);
