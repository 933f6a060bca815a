using System.Text.Encodings.Web;
using System.Text.Unicode;
using DataSharing.Functions.Configuration;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Withdrawal.Links;
using DataSharing.Functions.Withdrawal.Page;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Functions.Withdrawal;

internal static class WithdrawalServices
{
    /// <summary>What the survivor's pages need to know of the place where they are served.</summary>
    public static readonly IReadOnlyList<SettingRule> Settings =
    [
        new(
            SurvivorHost.Setting, "the host name of the survivor's pages, which no agency uses", SettingRules.IsHostName,
            "is no plain host name, without scheme, port or path"),
        new(
            SurvivorPages.HelpContactSetting, "how survivors reach help", value => value.Length <= 200 && !value.Any(char.IsControl),
            "is longer than 200 characters or holds control characters", IsRequired: false),
        new(
            SurvivorPages.LeaveUrlSetting, "where the quick exit of the survivors' pages leads",
            value => Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps, "is no https address",
            IsRequired: false),
    ];

    public static IServiceCollection AddWithdrawal(this IServiceCollection services)
    {
        // Now, not when somebody comes to stop: a text that is missing stops the start.
        _ = SurvivorTexts.All;
        // Pages are UTF-8: writing other scripts as entities would triple their weight.
        services.TryAddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        return services
            .AddSingleton<IDueWork, DueWithdrawals>()
            .AddSingleton<LinkDirectory>()
            .AddSingleton<LinkWords>()
            .AddSingleton<OnBehalf>()
            .AddSingleton<Overview>()
            .AddSingleton<StopNumbers>()
            .AddSingleton<StoppedReleases>()
            .AddSingleton<StopSharing>()
            .AddSingleton<SurvivorThrottle>()
            .AddSingleton<TakesPart>()
            .AddSingleton<Visits>()
            .AddSingleton<WithdrawalChase>()
            .AddSingleton<WithdrawalEnforcement>()
            .AddSingleton<WithdrawalLinks>();
    }
}
