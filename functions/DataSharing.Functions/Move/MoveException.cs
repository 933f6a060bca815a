namespace DataSharing.Functions.Move;

/// <summary>A move cannot go on. The message is one line for its operator: file names, opaque ids and counts, never a value.</summary>
public sealed class MoveException(string message, Exception? inner = null) : Exception(message, inner);
