using System.Diagnostics.CodeAnalysis;

namespace DataSharing.Domain.Ids;

/// <summary>How an id of a kind is made of its text: for what is written once for all kinds.</summary>
public interface ITypedId<TSelf>
    where TSelf : ITypedId<TSelf>
{
    /// <summary>The id with this text, as given.</summary>
    static abstract TSelf Of(string text);
}

/// <summary>
/// The id of one kind of thing, so that no other kind's can stand in its place. A class and not a value, so that there is none without a
/// text: where an id may be missing, the compiler asks for it. Immutable; equal when kind and text are, by ordinal comparison.
/// </summary>
/// <remarks>
/// An id can be read as text anywhere. Text becomes an id where somebody says so: by <see cref="Read"/> for what a caller wrote, by the
/// constructor, which asks nothing about the form, for what the product stored or made itself. The conversion from text is for tests; the
/// product's build refuses it (<c>BannedSymbols.Ids.txt</c>).
/// </remarks>
#pragma warning disable CA1036 // ids are put in an order, for what must not depend on chance; none is greater than another
public abstract record TypedId<TSelf> : IComparable<TSelf>
    where TSelf : TypedId<TSelf>, ITypedId<TSelf>
#pragma warning restore CA1036
{
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    private protected TypedId(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = value;
    }

    /// <summary>The text. Never null.</summary>
    public string Value { get; }

#pragma warning disable CA1000 // said by a kind's name: CaseId.Read
    /// <summary>What a caller gave, as an id; null: it has not the form (<see cref="IdForm"/>).</summary>
    public static TSelf? Read(string? text) => IdForm.Has(text) ? TSelf.Of(text) : null;
#pragma warning restore CA1000

    /// <summary>The text; null for none.</summary>
    [return: NotNullIfNotNull(nameof(id))]
    public static implicit operator string?(TypedId<TSelf>? id) => id?.Value;

    /// <summary>By ordinal comparison of the texts.</summary>
    public int CompareTo(TSelf? other) => string.CompareOrdinal(Value, other?.Value);

    /// <summary>The text.</summary>
    public sealed override string ToString() => Value;
}
