using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Move;
using DataSharing.Embedded.Recovery;
using DataSharing.Embedded.Rotation;
using DataSharing.Embedded.Tour;

namespace DataSharing.Embedded;

/// <summary>Things the program does besides running the host. A new one is one more entry.</summary>
internal static class Verbs
{
    public static readonly IReadOnlyList<Verb> All = [
        TourVerb.Verb,
        MoveVerbs.TransferKey,
        MoveVerbs.Export,
        MoveVerbs.Import,
        JournalLossVerb.Verb,
        RotateKeyVerb.Verb,
    ];
}
