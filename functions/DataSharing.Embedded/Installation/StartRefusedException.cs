namespace DataSharing.Embedded.Installation;

/// <summary>The host does not start, for reasons its operator or developer can mend. The message names all of them, a line each.</summary>
public sealed class StartRefusedException : Exception
{
    public StartRefusedException(string reason) : base(reason) => Reasons = [reason];

    public StartRefusedException(string headline, IReadOnlyList<string> reasons)
        : base(
            reasons.Count == 1
                ? $"{headline} {reasons[0]}"
                : headline + string.Concat(reasons.Select(reason => Environment.NewLine + "  " + reason))) => Reasons = reasons;

    public IReadOnlyList<string> Reasons { get; }
}
