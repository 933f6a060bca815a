using DataSharing.Functions.Registry;
using Microsoft.Extensions.Configuration;

namespace DataSharing.Functions.Tests.Registry;

public sealed class RegistrySeedTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_WhenThereIsNeitherSettingNorFile_IsNull() => Assert.Null(Find(null));

    [Fact]
    public void Find_WhenAFileLiesInTheFolder_IsThatOne() => Assert.Equal(Lay(), Find(null));

    [Fact]
    public void Find_WhenTheSettingIsEmpty_IsTheFileInTheFolder() => Assert.Equal(Lay(), Find(""));

    [Fact]
    public void Find_WhenTheSettingNamesAFile_IsThatOneWhateverLiesInTheFolder()
    {
        Lay();
        Assert.Equal("elsewhere.json", Find("elsewhere.json"));
    }

    private string Lay()
    {
        string path = Path.Combine(_folder.Root, RegistrySeed.FileName);
        File.WriteAllText(path, "{}");
        return path;
    }

    private string? Find(string? setting) =>
        RegistrySeed.Find(new ConfigurationBuilder().AddInMemoryCollection([new(RegistrySeed.Setting, setting)]).Build(), _folder.Root);
}
