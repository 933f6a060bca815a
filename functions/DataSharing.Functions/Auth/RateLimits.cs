namespace DataSharing.Functions.Auth;

/// <summary>Operations that share one allowance.</summary>
public enum RateGroup
{
    /// <summary>Decisions without sharing: kept tight, because asking often is how one would map consents.</summary>
    Decisions,

    /// <summary>Submitting sharing requests.</summary>
    Submit,

    /// <summary>Reading the access log.</summary>
    Log,

    /// <summary>Registry administration.</summary>
    Registry,

    /// <summary>What asks for no token: of one network, not of an agency.</summary>
    Open,

    /// <summary>Everything else.</summary>
    Other,
}

/// <summary>
/// The allowances of one agency, by group, and of one network. Settings <c>RateLimits:{group}:PerMinute</c> and <c>:Burst</c>, whole
/// numbers from 1; the defaults stand for what is not set.
/// </summary>
public sealed class RateLimits(IReadOnlyDictionary<RateGroup, RateLimit> limits)
{
    public static IReadOnlyDictionary<RateGroup, RateLimit> Defaults { get; } = new Dictionary<RateGroup, RateLimit>
    {
        [RateGroup.Decisions] = new(60, 30),
        [RateGroup.Submit] = new(60_000, 10_000),
        [RateGroup.Log] = new(600, 200),
        [RateGroup.Registry] = new(1_200, 400),
        [RateGroup.Open] = new(600, 200),
        [RateGroup.Other] = new(60_000, 10_000),
    };

    public RateLimit this[RateGroup group] => limits[group];

    public static RateGroup GroupOf(ApiOperation operation) => operation.Route switch
    {
        Routes.Decisions => RateGroup.Decisions,
        Routes.SharingRequests when operation.Method == "POST" => RateGroup.Submit,
        _ when Below(operation, Routes.AccessLog) => RateGroup.Log,
        _ when Below(operation, Routes.Registrations) || Below(operation, Routes.Agreements)
            || Below(operation, Routes.RegistryChanges) => RateGroup.Registry,
        _ => RateGroup.Other,
    };

    /// <exception cref="InvalidOperationException">A setting is no whole number from 1, or names no group; the message names
    /// it.</exception>
    public static RateLimits Read(IConfiguration settings)
    {
        IConfigurationSection section = settings.GetSection("RateLimits");
        if (section.GetChildren().FirstOrDefault(child => !Enum.TryParse<RateGroup>(child.Key, ignoreCase: true, out _)) is { } unknown)
            throw new InvalidOperationException(
                $"{unknown.Path} names no group of operations; groups are {string.Join(", ", Enum.GetNames<RateGroup>())}");
        return new RateLimits(Defaults.ToDictionary(pair => pair.Key, pair => new RateLimit(
            Number(section, $"{pair.Key}:PerMinute", pair.Value.PerMinute),
            Number(section, $"{pair.Key}:Burst", pair.Value.Burst))));
    }

    private static bool Below(ApiOperation operation, string route) =>
        operation.Route == route || operation.Route.StartsWith(route + "/", StringComparison.Ordinal);

    private static int Number(IConfigurationSection section, string name, int otherwise)
        => section[name] is not { } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 ? number
            : throw new InvalidOperationException($"{section.Path}:{name} must be a whole number from 1");
}
