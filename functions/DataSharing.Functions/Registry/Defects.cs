namespace DataSharing.Functions.Registry;

/// <summary>Collects everything that is wrong with one body, so that it can be mended in one go.</summary>
internal sealed class Defects
{
    private readonly List<ProblemItem> _items = [];

    public bool Any => _items.Count > 0;

    public void Add(string pointer, string detail, string? rule = null, string? reason = null) =>
        _items.Add(new ProblemItem(pointer, detail, reason, rule));

    public void Unless(bool holds, string pointer, string detail, string? rule = null, string? reason = null)
    {
        if (!holds)
            Add(pointer, detail, rule, reason);
    }

    /// <returns>All of them; null: there are none.</returns>
    public Refusal? WhyRefused(ProblemType type, string detail) => Any ? new(type, detail, _items[0].Pointer) { Errors = _items } : null;
}
