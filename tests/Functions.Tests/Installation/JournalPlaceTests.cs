using DataSharing.Embedded.Installation;
using Microsoft.Extensions.Configuration;

namespace DataSharing.Functions.Tests.Installation;

/// <summary>Whose the journal is: a copy of a data directory must not write into that of the one that it was copied from.</summary>
public sealed class JournalPlaceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_WhenACopyFindsTheOriginalBesideIt_IsRefusedByTheSettingUntilTheOriginalIsGone()
    {
        Assert.Equal(Place, Open("first"));
        Assert.Equal(Place, Open("first"));
        StartRefusedException refused = Assert.Throws<StartRefusedException>(() => Open("copy"));
        Assert.StartsWith(JournalPlace.Setting + ": ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_directory.File("first"), refused.Message, StringComparison.Ordinal);
        Assert.Equal(Place, Open("first"));

        Directory.Delete(_directory.File("first"), recursive: true);
        Assert.Equal(Place, Open("copy"));
        Assert.Throws<StartRefusedException>(() => Open("first"));
    }

    [Fact]
    public void Open_WhenItIsTheSameDirectoryByAnotherName_IsTheJournalsOwn()
    {
        Open("first");
        Directory.CreateSymbolicLink(_directory.File("link"), _directory.File("first"));
        Assert.Equal(Place, Open("link"));
        Assert.Equal(Place, Open("first"));
        Assert.DoesNotContain(Directory.GetFiles(_directory.File("first")), file => file.Contains(".same-", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_WhenTheJournalLiesInsideOfTheDataDirectory_GoesAlongWithACopy()
    {
        foreach (string name in new[] { "first", "copy" })
        {
            using var data = DataDirectory.Open(_directory.File(name));
            Assert.Equal(data.FileNamed("journal"), JournalPlace.Open(Settings(data.FileNamed("journal")), data, development: false));
            File.WriteAllText(data.FileNamed("journal/data-directory"), _directory.File("first"));
        }
    }

    private string Place => _directory.File("journal");

    private string Open(string name)
    {
        using var data = DataDirectory.Open(_directory.File(name));
        return JournalPlace.Open(Settings(Place), data, development: false);
    }

    private static IConfiguration Settings(string journal) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [JournalPlace.Setting] = journal }).Build();
}
