using System.Collections.Frozen;
using System.Text.Json.Serialization;
using Microsoft.Net.Http.Headers;

namespace DataSharing.Functions.Withdrawal;

/// <summary>
/// What the survivor's pages say in one language. Each sentence promises only what a recorded fact proves: what stopped
/// is a committed withdrawal; what an agency fetched is a committed collection; what it confirmed is its attestation.
/// </summary>
public sealed record SurvivorTexts
{
    public required string Language { get; init; }
    public required string Direction { get; init; }
    public required string Title { get; init; }
    public required string Leave { get; init; }
    public required string Larger { get; init; }
    public required string ReadAloud { get; init; }
    public required string Heading { get; init; }
    public required string Intro { get; init; }
    public required string CodeLabel { get; init; }
    public required string CodeHint { get; init; }
    public required string LinkFilled { get; init; }
    public required string LinkBroken { get; init; }
    public required string StopButton { get; init; }
    public required string WhatStopsHeading { get; init; }
    public required string WhatStops { get; init; }
    public required string WhatStays { get; init; }
    public required string HelpStays { get; init; }

    /// <summary>
    /// Stands on each page, before she presses and in every answer: a stop promises no more than her own agreement. Source:
    ///
    /// </summary>
    public required string Law { get; init; }

    public required string LookHeading { get; init; }
    public required string LookIntro { get; init; }
    public required string WordLabel { get; init; }
    public required string LookButton { get; init; }
    public required string HelpHeading { get; init; }
    public required string HelpText { get; init; }
    public required string StoppedHeading { get; init; }
    public required string Time { get; init; }
    public required string Number { get; init; }
    public required string StoppedNow { get; init; }
    public required string StoppedFetched { get; init; }
    public required string StoppedInvestigation { get; init; }
    public required string StoppedHelp { get; init; }
    public required string StoppedAgain { get; init; }
    public required string MoreHeading { get; init; }
    public required string MoreIntro { get; init; }
    public required string UnknownHeading { get; init; }
    public required string UnknownText { get; init; }
    public required string RestUnknown { get; init; }
    public required string WrongWordText { get; init; }
    public required string Again { get; init; }
    public required string Afresh { get; init; }
    public required string TooManyHeading { get; init; }
    public required string TooManyText { get; init; }
    public required string TooManyWordsHeading { get; init; }
    public required string TooManyWordsText { get; init; }
    public required string FailedHeading { get; init; }
    public required string FailedText { get; init; }
    public required string PartFailedText { get; init; }
    public required string VisitOverHeading { get; init; }
    public required string VisitOverText { get; init; }
    public required string OverviewHeading { get; init; }
    public required string OverviewHidden { get; init; }
    public required string OverviewNone { get; init; }
    public required string AllStopped { get; init; }
    public required string Active { get; init; }
    public required string NotActive { get; init; }
    public required string Held { get; init; }
    public required string NotHeld { get; init; }
    public required string Attested { get; init; }
    public required string Retained { get; init; }
    public required string NotAttested { get; init; }
    public required string StopOne { get; init; }
    public required string StopAgain { get; init; }
    public required string StoppedOneHeading { get; init; }
    public required string StoppedOneText { get; init; }
    public required string Back { get; init; }

    /// <summary>Purpose codes in plain words.</summary>
    public required FrozenDictionary<string, string> Purposes { get; init; }

    /// <summary>Code of the language (BCP 47).</summary>
    [JsonIgnore]
    public string Code { get; init; } = "";

    private static readonly Lazy<IReadOnlyList<SurvivorTexts>> Loaded = new(SurvivorTextFiles.Load);

    private static readonly Lazy<FrozenDictionary<string, SurvivorTexts>> ByCode = new(() => All.ToFrozenDictionary(
        t => t.Code, StringComparer.OrdinalIgnoreCase));

    /// <summary>The languages offered, English first. A language is added by adding its file.</summary>
    /// <exception cref="PolicyException">A file is not fit to be shown: which, and what is wrong with it.</exception>
    public static IReadOnlyList<SurvivorTexts> All => Loaded.Value;

    public static SurvivorTexts? Find(string? code) =>
        code is not null && ByCode.Value.TryGetValue(code.Split('-')[0], out SurvivorTexts? texts) ? texts : null;

    /// <summary>The language chosen on the page, else the device's first known one, else English.</summary>
    public static SurvivorTexts Choose(HttpRequest request, string? chosen)
    {
        if (Find(chosen) is { } texts)
            return texts;
        if (StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out IList<StringWithQualityHeaderValue>? wanted))
            foreach (StringWithQualityHeaderValue value in wanted.OrderByDescending(v => v.Quality ?? 1))
                if (Find(value.Value.Value) is { } known)
                    return known;
        return All[0];
    }
}
