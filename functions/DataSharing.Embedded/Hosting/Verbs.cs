namespace DataSharing.Embedded.Hosting;

/// <param name="Name">The word in front of the options.</param>
/// <param name="Does">For the help text.</param>
/// <param name="RunAsync">Gets the command line, with the options it must read itself in <see cref="CommandLine.Rest"/>; answers the
/// exit code.</param>
internal sealed record Verb(string Name, string Does, Func<CommandLine, Task<int>> RunAsync);

/// <summary>Things the program does besides running the host. A new one is one more entry.</summary>
internal static class Verbs
{
    public static readonly IReadOnlyList<Verb> All = [
        Tour.TourVerb.Verb,
        Move.MoveVerbs.TransferKey,
        Move.MoveVerbs.Export,
        Move.MoveVerbs.Import,
        Stores.JournalLossVerb.Verb,
    ];

    public static Verb? Find(string name) => All.FirstOrDefault(verb => verb.Name == name);
}
