using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>Step 2: access attaches to named participants, not to agencies, hubs or task forces. Source: .</summary>
internal static class Step2Participation
{
    internal static readonly RequestRule[] Rules = [new(2, "R-079", Participation)];

    private static Reason? Participation(Evaluation e)
    {
        // An override or duty goes to whoever is able to act.
        if (e.Duty || e.Request.Override is not null || e.Facts.Case is null || e.Recipient is not { } recipient)
            return null;
        // A body that step 3 walls off or finds hostile is refused as such: joining the case could not mend that.
        if (Step3Prohibited.SpeaksAgainst(e))
            return null;
        Participant? participant = e.Participant();
        if (recipient.DesignatedContactOnly)
            return participant is { Interlocutor: true } ? null : new(ReasonKinds.RecipientNotParticipant, "R-079", 2);
        if (participant is not null)
            return null;
        // A sending to the agency's own checked desk makes that desk a participant; asking never does.
        return e.Request is { Direction: Direction.Send, RecipientPerson: null } && Step11Channel.Desk(e) is not null
            ? null
            : new(ReasonKinds.RecipientNotParticipant, "R-079", 2);
    }
}
