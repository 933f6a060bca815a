namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>One field by which she stops, everything that was found in it, and what became of that.</summary>
internal sealed class StopField(string value, bool isHidden)
{
    // More than anybody writes into one form; what is beyond it is said to be not recognised.
    private const int MostFields = 12, MostInOne = 8;

    private readonly IReadOnlyList<TypedStop> _found = TypedStops.Find(value);
    private readonly List<TypedStop> _done = [], _failed = [];

    /// <summary>
    /// Every field of the form that says anything, that of the link first. What is pasted into the wrong one is read all the
    /// same.
    /// </summary>
    public static IReadOnlyList<StopField> Of(SurvivorForm form) =>
        [.. form.All("secret").Distinct(StringComparer.Ordinal).Select(value => new StopField(value, isHidden: true)),
            .. form.All("code").Distinct(StringComparer.Ordinal).Select(value => new StopField(value, isHidden: false))];

    /// <summary>What is to be looked up. What is a part of one that was done is none of its own.</summary>
    public static IEnumerable<(StopField Field, TypedStop Typed)> ToTry(IReadOnlyList<StopField> fields) =>
        from field in fields.Take(MostFields)
        from typed in field._found.Take(MostInOne)
        where !field._done.Exists(done => done.From < typed.To && typed.From < done.To)
        select (field, typed);

    public void Done(TypedStop typed) => _done.Add(typed);

    public void Failed(TypedStop typed) => _failed.Add(typed);

    /// <summary>Something in it led nowhere, or could not be read as a link or a code.</summary>
    public bool IsUnrecognised => _failed.Count == 0 && (_done.Count == 0 || TypedStops.MayHoldOne(Left));

    private string Left => TypedStops.Without(value, _done);

    /// <summary>What is still to be done: what failed, and what was typed and not recognised. A press tries that alone.</summary>
    public static Kept LeftOf(IReadOnlyList<StopField> fields)
    {
        // Nobody sees what stands in a hidden field: of that only what failed is kept.
        string[] secrets = [.. fields.Where(field => field.IsHidden).SelectMany(field => field._failed)
            .Select(typed => typed.Secret?.Reveal() ?? typed.Code!.Reveal())];
        string? secret = secrets.FirstOrDefault(text => LinkSecret.TryParse(text, out _));
        IEnumerable<string> typed = fields.Where(field => !field.IsHidden
            && (field._failed.Count > 0 || field.IsUnrecognised)).Select(field => field.Left);
        return new Kept(secret ?? "", Kept.CodesOf([.. typed, .. secrets.Where(text => text != secret)]));
    }

    private bool IsHidden { get; } = isHidden;
}
