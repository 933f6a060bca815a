using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Cases;

/// <summary>
/// Who of an agency takes part in a case: named persons, desks, and members of a desk who opened what came to it. Source:
///
/// </summary>
public static class TakingPart
{
    /// <summary>
    /// The entry under which a person takes part herself; null: none. One who joined by a desk takes part for as long as she is
    /// its member, so that taking her off the desk takes her off the case.
    /// </summary>
    /// <param name="now">The time by which something ends: see <see cref="CaseFacts.EndsBy(DateTimeOffset)"/>.</param>
    public static Participant? Person(CaseFacts subject, Registration body, PersonId person, DateTimeOffset now)
    {
        foreach (Participant one in subject.Participants)
            if (one.RegistrationId == body.Id && one.PersonId == person && !(one.Until <= now)
                && (one.ByDesk is not { } desk || body.HasMember(desk, person)))
                return one;
        return null;
    }

    /// <summary>The entry of a desk; null: it does not take part.</summary>
    /// <param name="now">The time by which something ends: see <see cref="CaseFacts.EndsBy(DateTimeOffset)"/>.</param>
    public static Participant? Desk(CaseFacts subject, RegistrationId registration, string desk, DateTimeOffset now)
    {
        foreach (Participant one in subject.Participants)
            if (one.RegistrationId == registration && one.DeskId == desk && !(one.Until <= now))
                return one;
        return null;
    }

    /// <summary>The name by which <see cref="CaseFacts.TakenOff"/> keeps a person.</summary>
    public static string NameOf(RegistrationId registration, PersonId person) => registration + "/" + person;

    /// <summary>Whether the holder took this person off the case.</summary>
    public static bool IsTakenOff(CaseFacts subject, RegistrationId registration, PersonId person) =>
        subject.TakenOff.Contains(NameOf(registration, person));

    /// <summary>
    /// Who is taken off once <paramref name="next"/> stands in place of <paramref name="before"/>: in the order in which it
    /// happened.
    /// </summary>
    public static IReadOnlyList<string> TakenOff(
        IReadOnlyList<string> already, IReadOnlyList<Participant> before, IReadOnlyList<Participant> next)
    {
        var named = Names(next).ToHashSet(StringComparer.Ordinal);
        return [.. already.Concat(Names(before)).Where(name => !named.Contains(name)).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Names(IReadOnlyList<Participant> participants) =>
        participants.Where(one => one.PersonId is not null).Select(one => NameOf(one.RegistrationId, one.PersonId!));
}
