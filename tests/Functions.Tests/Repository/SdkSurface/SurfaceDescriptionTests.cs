namespace DataSharing.Functions.Tests.Repository.SdkSurface;

/// <summary>The comparison notices what would make code compile against one side and not against the other.</summary>
public sealed class SurfaceDescriptionTests
{
    private const string Right = """
        sealed class DataSharing.Functions.Tests.Repository.SdkSurface.Specimen // a remark
          is IDisposable
          new(string name, int? size = null)
          string? Name { get; init; }
          int Count { get; }
          IReadOnlyDictionary<string, string?> Tags { get; set; }
          Task<T?> Read<T>(TimeSpan wait, CancellationToken cancellation = default)
          void Dispose()
        """;

    [Fact]
    public void Differences_WhenTheDescriptionIsRight_AreNone()
    {
        Assert.Empty(Parse(Right).DifferencesFrom([typeof(Specimen)]));
        Assert.Empty(Parse(Right).NotMetBy(_ => typeof(Specimen)));
    }

    [Theory]
    [InlineData("sealed class", "class")]
    [InlineData("string? Name", "string Name")]
    [InlineData("get; init;", "get; set;")]
    [InlineData("string, string?>", "string, string>")]
    [InlineData("int? size = null", "int? length = null")]
    [InlineData("int? size = null", "int? size = 1")]
    [InlineData("int? size = null", "int? size")]
    [InlineData("Task<T?> Read<T>", "Task<T> Read<T>")]
    [InlineData("TimeSpan wait", "DateTime wait")]
    [InlineData("void Dispose", "virtual void Dispose")]
    [InlineData("int Count { get; }", "static int Count { get; }")]
    [InlineData("Specimen //", "Specimens //")]
    public void Differences_WhenTheDescriptionIsWrong_AreTold(string right, string wrong)
    {
        SurfaceDescription description = Parse(Right.Replace(right, wrong, StringComparison.Ordinal));
        Assert.NotEmpty(description.DifferencesFrom([typeof(Specimen)]));
        Assert.NotEmpty(description.NotMetBy(name => typeof(Specimen).Assembly.GetType(name)));
    }

    [Fact]
    public void Differences_WhenAMemberIsNotDescribed_AreToldForAStandInOnly()
    {
        SurfaceDescription description = Parse(Right.Replace("  int Count { get; }", "", StringComparison.Ordinal));
        Assert.Single(description.DifferencesFrom([typeof(Specimen)]));
        Assert.Empty(description.NotMetBy(_ => typeof(Specimen)));
    }

    [Fact]
    public void Differences_WhenTheOfficialMemberCanDoMore_AreToldForAStandInOnly()
    {
        SurfaceDescription description = Parse(Right.Replace("Tags { get; set; }", "Tags { get; }", StringComparison.Ordinal));
        Assert.Equal(2, description.DifferencesFrom([typeof(Specimen)]).Count());
        Assert.Empty(description.NotMetBy(_ => typeof(Specimen)));
    }

    [Fact]
    public void Differences_WhenThePackageMarksNoNullableReferences_DoNotCountThem()
    {
        SurfaceDescription description = Parse("// nullable references: not marked\n" + Right
            .Replace("string? Name", "string Name", StringComparison.Ordinal).Replace("string?>", "string>", StringComparison.Ordinal).Replace("T?", "T", StringComparison.Ordinal));
        Assert.Empty(description.DifferencesFrom([typeof(Specimen)]));
    }

    private static SurfaceDescription Parse(string text) => SurfaceDescription.Parse("Specimen", text);
}

/// <summary>A type to describe.</summary>
public sealed class Specimen(string name, int? size = null) : IDisposable
{
    public string? Name { get; init; } = name;

    public int Count { get; } = size ?? 0;

    public IReadOnlyDictionary<string, string?> Tags { get; set; } = new Dictionary<string, string?>();

    public Task<T?> Read<T>(TimeSpan wait, CancellationToken cancellation = default) =>
        Task.FromResult(wait.Ticks > Count && !cancellation.IsCancellationRequested ? default(T) : throw new TimeoutException());

    public void Dispose() => GC.KeepAlive(this);

    public override string ToString() => Name ?? "";
}
