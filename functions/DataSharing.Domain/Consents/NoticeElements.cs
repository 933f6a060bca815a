namespace DataSharing.Domain.Consents;

/// <summary>What a person is told, by code. Source: SN-32 to SN-35.</summary>
public static class NoticeElements
{
    /// <summary>What must be said to her when sharing is stopped, in the order in which it is said.</summary>
    public static IReadOnlyList<(string Code, string Meaning)> AfterStop { get; } =
    [
        ("SN-32", "what was delivered before cannot be taken back: it stays in the record, and people may have read it"),
        ("SN-33", "an investigation that was opened may go on, and whom she can ask about it"),
        ("SN-34", "shelter, health care, legal help and all other support go on, and what else she agreed to stays as it is"),
        ("SN-35", "she may agree again later"),
    ];
}
