namespace DataSharing.Embedded.Commands;

/// <summary>Something that the program does besides running the host.</summary>
/// <param name="Name">The word in front of the options.</param>
/// <param name="Does">For the help text.</param>
/// <param name="RunAsync">Gets the command line, with the options it must read itself in <see cref="CommandLine.Rest"/>; answers the
/// exit code.</param>
internal sealed record Verb(string Name, string Does, Func<CommandLine, Task<int>> RunAsync);
