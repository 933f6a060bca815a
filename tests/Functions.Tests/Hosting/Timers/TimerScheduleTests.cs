using System.Globalization;
using DataSharing.Embedded.Hosting.Timers;
using Microsoft.Extensions.Configuration;

namespace DataSharing.Functions.Tests.Hosting.Timers;

public sealed class TimerScheduleTests
{
    [Theory]
    // The documented examples of the timer trigger.
    [InlineData("0 */5 * * * *", "2026-03-04T18:57:10", "2026-03-04T19:00:00")]
    [InlineData("0 0 * * * *", "2026-03-04T18:00:00", "2026-03-04T19:00:00")]
    [InlineData("0 0 */2 * * *", "2026-03-04T23:10:00", "2026-03-05T00:00:00")]
    [InlineData("0 0 9-17 * * *", "2026-03-04T17:00:00", "2026-03-05T09:00:00")]
    [InlineData("0 30 9 * * *", "2026-03-04T09:29:59", "2026-03-04T09:30:00")]
    [InlineData("0 30 9 * * 1-5", "2026-03-06T09:30:00", "2026-03-09T09:30:00")]
    [InlineData("0 30 9 * Jan Mon", "2026-03-06T00:00:00", "2027-01-04T09:30:00")]
    [InlineData("5,8,10 * * * * *", "2026-03-06T10:00:08", "2026-03-06T10:00:10")]
    [InlineData("5-7 * * * * *", "2026-03-06T10:00:07", "2026-03-06T10:01:05")]
    // Ends of minute, hour, day, month and year.
    [InlineData("* * * * * *", "2026-12-31T23:59:59", "2027-01-01T00:00:00")]
    [InlineData("59 59 23 31 12 *", "2026-12-31T23:59:58", "2026-12-31T23:59:59")]
    [InlineData("0 0 0 31 * *", "2026-01-31T00:00:00", "2026-03-31T00:00:00")]
    [InlineData("0 0 0 30 * *", "2026-01-30T00:00:00", "2026-03-30T00:00:00")]
    [InlineData("0 0 0 1 * *", "2026-02-28T12:00:00", "2026-03-01T00:00:00")]
    // Leap years, the century that is none, and the longest wait there is.
    [InlineData("0 0 0 29 2 *", "2026-01-01T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("0 0 0 29 2 *", "2096-03-01T00:00:00", "2104-02-29T00:00:00")]
    [InlineData("0 0 0 29 Feb Monday", "2072-03-01T00:00:00", "2112-02-29T00:00:00")]
    // Day and day-of-week restrict each other.
    [InlineData("0 0 0 13 * Fri", "2026-03-14T00:00:00", "2026-11-13T00:00:00")]
    // A value with a step runs on to the end of its field.
    [InlineData("0 5/15 * * * *", "2026-03-04T10:36:00", "2026-03-04T10:50:00")]
    [InlineData("0 10-40/15 * * * *", "2026-03-04T10:26:00", "2026-03-04T10:40:00")]
    [InlineData("30 59 * * * *", "2026-03-04T10:59:30", "2026-03-04T11:59:30")]
    [InlineData("0 0 8 * march-MAY sun,saturday", "2026-03-02T00:00:00", "2026-03-07T08:00:00")]
    public void Next_FromMoment_IsFirstMatchAfterIt(string expression, string after, string expected) =>
        Assert.Equal(Utc(expected), TimerSchedule.Parse(expression, Settings()).Next(Utc(after)));

    [Fact]
    public void Next_WithinOneSecond_CountsFromItsStart() =>
        Assert.Equal(
            Utc("2026-03-04T10:00:01"),
            TimerSchedule.Parse("* * * * * *", Settings()).Next(Utc("2026-03-04T10:00:00").AddMilliseconds(999)));

    [Fact]
    public void Next_AtCalendarEnd_IsNull()
    {
        Assert.Null(TimerSchedule.Parse("* * * * * *", Settings()).Next(DateTime.MaxValue));
        Assert.Null(TimerSchedule.Parse("0 0 0 1 1 *", Settings()).Next(Utc("9999-06-01T00:00:00")));
    }

    [Theory]
    [InlineData("* * * * *", "invalid crontab expression")]
    [InlineData("", "invalid crontab expression")]
    [InlineData("60 * * * * *", "[Second]")]
    [InlineData("0 -1 * * * *", "[Minute]")]
    [InlineData("0 5--7 * * * *", "[Minute]")]
    [InlineData("0 0 24 * * *", "[Hour]")]
    [InlineData("0 0 0 0 * *", "[Day]")]
    [InlineData("0 0 0 ? * *", "[Day]")]
    [InlineData("0 0 0 * 13 *", "[Month]")]
    [InlineData("0 0 0 * Foo *", "[Month]")]
    [InlineData("0 0 0 * * 7", "[DayOfWeek]")]
    [InlineData("0 0 0 30 2 *", "no year has")]
    [InlineData("0 0 0 31 4,6,9,11 *", "no year has")]
    public void Parse_WhenMalformed_NamesField(string expression, string told) =>
        Assert.Contains(
            told, Assert.Throws<FormatException>(() => TimerSchedule.Parse(expression, Settings())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("01:30:00", 90)]
    [InlineData("1.00:00:00", 1440)]
    public void Schedule_WhenTimeSpan_IsInterval(string text, int minutes) =>
        Assert.Equal(
            Utc("2026-01-01T00:00:00").AddMinutes(minutes), TimerSchedule.Parse(text, Settings()).Next(Utc("2026-01-01T00:00:00")));

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("24:00:00")]
    [InlineData("-00:01:00")]
    public void Schedule_WhenTimeSpanUnusable_IsRefused(string text) =>
        Assert.Throws<FormatException>(() => TimerSchedule.Parse(text, Settings()));

    [Fact]
    public void Schedule_WhenPercentName_ComesFromSetting() =>
        Assert.Equal(Utc("2026-01-01T03:00:00"), TimerSchedule.Parse("%Nightly%", Settings()).Next(Utc("2026-01-01T00:00:00")));

    [Fact]
    public void Schedule_WhenSettingMissing_NamesIt() =>
        Assert.Contains(
            "'Weekly'", Assert.Throws<FormatException>(() => TimerSchedule.Parse("%Weekly%", Settings())).Message,
            StringComparison.Ordinal);

    [Fact]
    public void NextAfterRun_WhenRunOutlastedOccurrences_SkipsMomentsButNotInterval()
    {
        (DateTime due, DateTime ended) = (Utc("2026-01-01T00:05:00"), Utc("2026-01-01T00:17:00"));
        Assert.Equal(Utc("2026-01-01T00:20:00"), TimerSchedule.Parse("0 */5 * * * *", Settings()).NextAfterRun(due, ended));
        Assert.Equal(ended, TimerSchedule.Parse("00:05:00", Settings()).NextAfterRun(due, ended));
    }

    [Theory]
    [InlineData("0 * * * * *", true)]
    [InlineData("*/30 * * * * *", false)]
    [InlineData("00:00:59", false)]
    [InlineData("00:01:00", true)]
    public void IsMonitored_WhenAtLeastAMinuteApart_IsTrue(string text, bool monitored) =>
        Assert.Equal(monitored, TimerSchedule.Parse(text, Settings()).IsMonitored(Utc("2026-01-01T00:00:00")));

    private static IConfiguration Settings() =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Nightly", "0 0 3 * * *")]).Build();

    private static DateTime Utc(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
