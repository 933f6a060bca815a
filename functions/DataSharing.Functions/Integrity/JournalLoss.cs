namespace DataSharing.Functions.Integrity;

/// <summary>
/// That this installation was opened although its stop journal was lost. A store in which that is half done stays closed.
/// </summary>
/// <param name="Id">Of this opening; repeating it does nothing twice.</param>
/// <param name="First">Who decided it: registration and staff id.</param>
/// <param name="Second">The second person, as <paramref name="First"/>.</param>
/// <param name="DoneAt">Null: begun and not finished.</param>
/// <param name="Skipped">How many lines of the lost journal could not be read.</param>
public sealed record JournalLoss(
    string Id, string First, string Second, DateTimeOffset BegunAt, DateTimeOffset? DoneAt = null, int Skipped = 0)
{
    internal const string DocumentId = "journal-loss";
}

/// <summary>What an opening after a lost journal came to.</summary>
/// <param name="Cases">How many cases stand stopped and sealed.</param>
/// <param name="Skipped">How many lines of the lost journal could not be read; what they said nobody knows.</param>
public sealed record AcceptedLoss(int Cases, int Skipped);
