namespace DataSharing.Domain.Redaction;

/// <summary>
/// Regions of several States, for countries by ISO 3166-1 alpha-2 code. A code that is not listed has no region, so the value
/// is dropped.
/// </summary>
internal static class WorldRegions
{
    private static readonly FrozenDictionary<string, string> ByCountry = Build(
        ("northernAfrica", "DZ EG LY MA SD TN EH"),
        ("westernAfrica", "BJ BF CV CI GM GH GN GW LR ML MR NE NG SN SL TG"),
        ("middleAfrica", "AO CM CF TD CG CD GQ GA ST"),
        ("easternAfrica", "BI KM DJ ER ET KE MG MW MU MZ RW SC SO SS UG TZ ZM ZW"),
        ("southernAfrica", "BW SZ LS NA ZA"),
        ("northernAmerica", "CA US BM GL"),
        ("centralAmerica", "BZ CR SV GT HN MX NI PA"),
        ("caribbean", "AG BS BB CU DM DO GD HT JM KN LC VC TT PR"),
        ("southAmerica", "AR BO BR CL CO EC GY PY PE SR UY VE"),
        ("centralAsia", "KZ KG TJ TM UZ"),
        ("easternAsia", "CN HK JP MO MN KP KR TW"),
        ("southEasternAsia", "BN KH ID LA MY MM PH SG TH TL VN"),
        ("southernAsia", "AF BD BT IN IR MV NP PK LK"),
        ("westernAsia", "AM AZ BH CY GE IQ IL JO KW LB OM PS QA SA SY TR AE YE"),
        ("easternEurope", "BY BG CZ HU MD PL RO RU SK UA"),
        ("northernEurope", "DK EE FI IS IE LV LT NO SE GB"),
        ("southernEurope", "AL AD BA HR GR IT MT ME MK PT SM RS SI ES XK"),
        ("westernEurope", "AT BE FR DE LI LU MC NL CH"),
        ("oceania", "AU NZ FJ PG SB VU KI MH FM NR PW WS TO TV"));

    internal static string? Of(string? country) =>
        country is not null && ByCountry.TryGetValue(country, out string? region) ? region : null;

    private static FrozenDictionary<string, string> Build(params (string Region, string Countries)[] regions) =>
        regions.SelectMany(r =>
            r.Countries.Split(' ').Select(c => (c, r.Region))).ToFrozenDictionary(p => p.c, p => p.Region, StringComparer.Ordinal);
}
