namespace DataSharing.Functions.Telemetry;

/// <summary>
/// Describes an exception for the log by its types and stack, without its message: messages of parsers and stores may quote
/// the values they choked on, and personal data must not enter logs.
/// </summary>
public static class Faults
{
    public static string Describe(Exception fault)
    {
        var text = new StringBuilder(fault.GetType().FullName);
        for (Exception? inner = fault.InnerException; inner is not null; inner = inner.InnerException)
            text.Append(" <- ").Append(inner.GetType().FullName);
        return text.AppendLine().Append(fault.StackTrace).ToString();
    }
}
