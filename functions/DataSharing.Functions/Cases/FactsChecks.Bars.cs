namespace DataSharing.Functions.Cases;

/// <summary>
/// Whom bars and conflicts name. What could match nobody, now or later, is refused: it would promise a bar that is none
///
/// </summary>
public sealed partial class FactsChecks
{
    private async Task BarsAsync(IReadOnlyList<string> names, string member, Registration? holder, KnownBodies bodies, BodyDefects defects)
    {
        for (int i = 0; i < names.Count; i++)
        {
            string name = names[i], at = $"{member}/{i}";
            if (name.StartsWith(Bars.State, StringComparison.Ordinal))
                defects.Country(name[Bars.State.Length..], at);
            else if (name.StartsWith(Bars.RegisterNumber, StringComparison.Ordinal))
                defects.Unless(
                    LogText.IsAllowed(name[Bars.RegisterNumber.Length..]), at,
                    "a register number is 1 to 200 letters, digits and signs without spaces", "R-276");
            else if (!policy.Actors.ContainsKey(name) && !await IsKnownAsync(name, bodies))
                defects.Add(
                    ProblemType.UnknownAgency, at,
                    "nobody registered has this id: name a registration, an agency, a person (registration/person), an actor code, a "
                        + "State (state:XA) or an official register number (register:…)",
                    "R-276");
            // Whoever keeps the file cannot be kept from it; it would be a bar in words only. Single persons of the holder can be.
            defects.Unless(
                holder is null || !Bars.NamesBody(name, holder), at,
                "this is about the agency that holds the case, which cannot be kept from it: name the person of it, or every other agency",
                "R-276");
        }
    }

    private static async Task<bool> IsKnownAsync(string name, KnownBodies bodies) =>
        name.Split('/') is [string registration, string person]
            ? await bodies.PersonAsync(RegistrationId.Read(registration), PersonId.Read(person)) is not null
            : await bodies.IsBodyAsync(name);
}
