namespace Microsoft.DurableTask;

/// <summary>The version of an orchestrator; an absent version is <see cref="Unversioned"/>.</summary>
public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    /// <summary>No version.</summary>
    public static readonly TaskVersion Unversioned;

    private readonly string? _version;

    /// <param name="version">Null or empty: no version.</param>
    /// <exception cref="ArgumentException">nothing but blanks.</exception>
    public TaskVersion(string? version) => _version = string.IsNullOrEmpty(version) || !string.IsNullOrWhiteSpace(version)
        ? version
        : throw new ArgumentException("a version is not made of blanks", nameof(version));

    /// <summary>The version's text; empty for none.</summary>
    public string Version => _version ?? "";

    public static implicit operator TaskVersion(string? value) => new(value);

    public static implicit operator string(TaskVersion value) => value.Version;

    public static bool operator ==(TaskVersion a, TaskVersion b) => a.Equals(b);

    public static bool operator !=(TaskVersion a, TaskVersion b) => !a.Equals(b);

    public bool Equals(TaskVersion other) =>
        string.Equals(Version, other.Version, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is TaskVersion other && Equals(other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Version);
}
