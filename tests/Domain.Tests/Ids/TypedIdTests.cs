using System.Reflection;
using System.Text.Json;

namespace DataSharing.Domain.Tests.Ids;

/// <summary>One rule for every kind of id; a new kind is found by itself.</summary>
public sealed class TypedIdTests
{
    private static readonly Type[] All =
    [
        .. typeof(CaseId).Assembly.GetExportedTypes()
            .Where(type => type.BaseType is { IsGenericType: true } kind && kind.GetGenericTypeDefinition() == typeof(TypedId<>)),
    ];

    public static TheoryData<Type> Kinds => [.. All];

    [Fact]
    public void Kinds_WhenListed_AreAllOfThem() =>
        Assert.Superset(new HashSet<Type> { typeof(CaseId), typeof(ScopeId), typeof(WithdrawalId) }, All.ToHashSet());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_WhenRead_FollowsTheRules(Type kind) => GetType()
        .GetMethod(nameof(Follow), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(kind).Invoke(null, null);

    private static void Follow<TId>()
        where TId : TypedId<TId>, ITypedId<TId>
    {
        TId id = TId.Of("abc-1");

        // As JSON it is the text: as a value, as a member's name, and nothing else.
        Assert.Equal("\"abc-1\"", JsonSerializer.Serialize(id));
        Assert.Equal(id, JsonSerializer.Deserialize<TId>("\"abc-1\""));
        var known = new Dictionary<TId, int> { [id] = 1 };
        Assert.Equal("""{"abc-1":1}""", JsonSerializer.Serialize(known));
        Assert.Equal(known, JsonSerializer.Deserialize<Dictionary<TId, int>>("""{"abc-1":1}"""));
        Assert.Equal("""{"Id":null}""", JsonSerializer.Serialize(new Holder<TId>(null)));
        Assert.Null(JsonSerializer.Deserialize<Holder<TId>>("""{"Id":null}""")!.Id);
        foreach (string other in new[] { "1", "true", "{}", "[\"abc-1\"]" })
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<TId>(other));
        // What was stored is read, whatever its form: whoever asks for the form asks by Read.
        Assert.Equal("", JsonSerializer.Deserialize<TId>("\"\"")!.Value);

        // There is none without a text.
        Assert.Null(default(TId));
        Assert.Throws<ArgumentNullException>(() => TId.Of(null!));
        Assert.Equal(id, TypedId<TId>.Read("abc-1"));
        foreach (string? malformed in new[] { null, "", "ab", "ABC-1", "abc-1\n", "a/b-c" })
            Assert.Null(TypedId<TId>.Read(malformed));

        // Equal by kind and text, letter by letter.
        Assert.Equal(TId.Of("abc-1"), id);
        Assert.Equal(TId.Of("abc-1").GetHashCode(), id.GetHashCode());
        Assert.NotEqual(TId.Of("Abc-1"), id);
        Assert.False(id.Equals((object)"abc-1"));
        Assert.Equal([TId.Of("B-1"), TId.Of("a-1")], new[] { TId.Of("a-1"), TId.Of("B-1") }.Order());

        Assert.Equal("abc-1", id.ToString());
        string text = id;
        Assert.Equal("abc-1", text);
        string? none = (TId?)null;
        Assert.Null(none);
    }

    private sealed record Holder<TId>(TId? Id);
}
