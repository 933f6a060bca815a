namespace DataSharing.Functions.Catalogue;

/// <summary>What this country's policy lets pass, from whom to whom and for what, and every code that bodies and answers use.</summary>
/// <param name="Version">SHA-256 over the policy's files; decisions name the one that they rest on.</param>
/// <param name="Country">Whose policy it is: a two-letter code.</param>
/// <param name="Edition">The country's own version of its settings.</param>
/// <param name="Pathways">For what data can be shared.</param>
/// <param name="Purposes">Purposes of consents and agreements.</param>
/// <param name="FieldGroups">What a record can hold.</param>
/// <param name="Limits">What a limit of a field lets through.</param>
/// <param name="ActorCodes">What a registered agency can be.</param>
/// <param name="OverrideSets">What may pass without consent, by ground.</param>
/// <param name="Holds">What a held request may wait for.</param>
/// <param name="Grading">Codes of intelligence items.</param>
/// <param name="Roles">Roles that a token can carry.</param>
/// <param name="Reasons">Why something is refused, withheld or held. The list is closed.</param>
/// <param name="LogActions">What an entry of the access log can tell. The list may grow.</param>
/// <param name="Told">What a person must be told when sharing is stopped.</param>
/// <param name="Settings">National limits.</param>
public sealed record PolicyView(
    string Version, string Country, string Edition, IReadOnlyList<PathwayView> Pathways, IReadOnlyList<PurposeView> Purposes,
    IReadOnlyList<FieldGroupView> FieldGroups, IReadOnlyList<CodeView> Limits, IReadOnlyList<ActorCodeView> ActorCodes,
    IReadOnlyList<OverrideSetView> OverrideSets, IReadOnlyList<HoldView> Holds, GradingView Grading, IReadOnlyList<CodeView> Roles,
    IReadOnlyList<CodeView> Reasons, IReadOnlyList<CodeView> LogActions, IReadOnlyList<CodeView> Told, PolicySettingsView Settings);

/// <summary>A code, in words.</summary>
/// <param name="Code">As it stands in bodies and answers.</param>
/// <param name="Meaning">What it says.</param>
public sealed record CodeView(string Code, string Meaning);

/// <summary>One purpose for which data passes between agencies.</summary>
/// <param name="Title">In words.</param>
/// <param name="Purpose">Purpose code.</param>
/// <param name="Senders">Actor codes that may hold and send.</param>
/// <param name="Recipients">Actor codes that may receive.</param>
/// <param name="Directions">Who may start.</param>
/// <param name="Ceiling">The highest tier.</param>
/// <param name="Subject">Whom it is for.</param>
/// <param name="NeedsConsent">It rests on her consent; without one only an override can carry it.</param>
/// <param name="Tiers">What can pass, by tier; less what her consent, the agreement and the record itself hold back.</param>
/// <param name="Levels">Levels of disclosure that she can choose from; empty: there is one.</param>
/// <param name="Conditions">What it demands beyond consent and a current assessment of risk.</param>
/// <param name="OverrideSets">Ids of the override sets that can carry it.</param>
/// <param name="Refuses">What it refuses, whatever was agreed to.</param>
/// <param name="HoldDays">After so many days a held request ends as refused.</param>
/// <param name="Id">As bodies name it.</param>
public sealed record PathwayView(
    string Id, string Title, string Purpose, IReadOnlyList<string> Senders, IReadOnlyList<string> Recipients,
    IReadOnlyList<Direction> Directions, Tier Ceiling, PathwaySubject Subject, bool NeedsConsent, IReadOnlyList<TierView> Tiers,
    IReadOnlyList<LevelView> Levels, IReadOnlyList<PathwayCondition> Conditions, IReadOnlyList<string> OverrideSets,
    IReadOnlyList<RefusalView> Refuses, double HoldDays);

/// <summary>What can pass on a pathway at a tier.</summary>
/// <param name="Fields">Field paths, in order.</param>
public sealed record TierView(Tier Tier, IReadOnlyList<string> Fields);

/// <summary>A level of disclosure.</summary>
/// <param name="Without">Field paths that it leaves out.</param>
/// <param name="Id">As bodies name it.</param>
/// <param name="Meaning">What it discloses.</param>
public sealed record LevelView(string Id, string Meaning, IReadOnlyList<string> Without);

/// <summary>Something that a pathway refuses.</summary>
/// <param name="What">In words.</param>
/// <param name="Reason">The reason kind.</param>
/// <param name="Fields">Field paths; empty: the request as a whole.</param>
public sealed record RefusalView(string What, string Reason, IReadOnlyList<string> Fields);

/// <summary>A purpose.</summary>
/// <param name="OneMatterEach">A consent for it names the one matter that it is for.</param>
/// <param name="Code">As consents and pathways name it.</param>
/// <param name="Meaning">What the data are for.</param>
public sealed record PurposeView(string Code, string Meaning, bool OneMatterEach);

/// <summary>A group of fields. Requesters are told of what is withheld by these ids.</summary>
/// <param name="Id">As bodies name it.</param>
/// <param name="Title">What it is about.</param>
public sealed record FieldGroupView(string Id, string Title, IReadOnlyList<FieldView> Fields);

/// <summary>A field of a record.</summary>
/// <param name="FreeText">Its value is prose: below FULL it passes only as a text that the person approved.</param>
/// <param name="ChildOnly">It is recorded for children alone.</param>
/// <param name="IsKept">A record can hold it; the others are made for each delivery.</param>
/// <param name="Codes">The codes and coded answers that it takes beside its value; empty: none.</param>
/// <param name="TakesCountries">It takes two-letter country codes too.</param>
/// <param name="Path">As records and bodies name it.</param>
/// <param name="Meaning">What it holds.</param>
public sealed record FieldView(
    string Path, string Meaning, bool FreeText, bool ChildOnly, bool IsKept, IReadOnlyList<string> Codes, bool TakesCountries);

/// <summary>What a registered agency can be.</summary>
/// <param name="HighestTier">The most that it can ever receive; left out: nothing by this system.</param>
/// <param name="Purposes">Purposes for which it may receive.</param>
/// <param name="Code">As registrations name it.</param>
/// <param name="Name">What such an agency is.</param>
/// <param name="Group">Whom it belongs to.</param>
public sealed record ActorCodeView(string Code, string Name, string Group, Tier? HighestTier, IReadOnlyList<string> Purposes);

/// <summary>What may pass without consent on a ground.</summary>
/// <param name="Recipients">Actor codes: one of them receives.</param>
/// <param name="ChildRecipients">Actor codes that are added where the person is a child.</param>
/// <param name="Fields">The most that may pass.</param>
/// <param name="MayBeUrgent">One person may act first, to be confirmed by another afterwards.</param>
/// <param name="Id">Its id.</param>
/// <param name="Meaning">When it applies.</param>
public sealed record OverrideSetView(
    string Id, OverrideGround Ground, string Meaning, IReadOnlyList<string> Recipients, IReadOnlyList<string> ChildRecipients,
    IReadOnlyList<string> Fields, bool MayBeUrgent);

/// <summary>What a held request may wait for.</summary>
/// <param name="Fact">As <c>waitsFor</c> of a request names it.</param>
/// <param name="Act">What brings it about.</param>
/// <param name="By">Who does that.</param>
public sealed record HoldView(string Fact, string Act, string By);

/// <summary>Grades and dissemination codes of intelligence items: one without all three is not exchanged.</summary>
public sealed record GradingView(IReadOnlyList<CodeView> Source, IReadOnlyList<CodeView> Content, IReadOnlyList<CodeView> Handling);

/// <summary>National limits.</summary>
/// <param name="AgeOfMajority">In years.</param>
/// <param name="ChildConsentAge">From which a child may consent alone, in years.</param>
/// <param name="DeskMembers">The most named members of a contact desk.</param>
/// <param name="GuardianCaseload">The most children of one guardian advocate.</param>
/// <param name="PackageDays">How long a package can be collected, in days.</param>
public sealed record PolicySettingsView(
    int AgeOfMajority, int ChildConsentAge, int DeskMembers, int GuardianCaseload, double PackageDays);
