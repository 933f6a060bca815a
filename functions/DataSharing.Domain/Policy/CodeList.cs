namespace DataSharing.Domain.Policy;

/// <summary>
/// A closed list of codes. What is not in a list does not survive de-personalisation, whatever it looks like: a free code could
/// carry a name. Source; systems.md CRIM-02.
/// </summary>
/// <param name="Id">Stable id.</param>
/// <param name="Meaning">What its codes tell, for a reader.</param>
/// <param name="Terms">Its codes; empty exactly for the list of countries.</param>
/// <param name="Countries">The list of ISO 3166-1 alpha-2 codes. They are kept in the file and never pass by themselves at
/// <see cref="Tier.Case"/>.</param>
public sealed record CodeList(string Id, string Meaning, FrozenSet<string> Terms, bool Countries);
