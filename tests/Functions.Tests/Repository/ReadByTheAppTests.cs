using System.Reflection;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Forms;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>
/// What is listed as read by the app is read there: by the class that the list names, in compiled code and not in a name
/// alone.
/// </summary>
public sealed class ReadByTheAppTests
{
    private static readonly Assembly[] Product = [typeof(CaseFacts).Assembly, typeof(OwnCases).Assembly];

    private static readonly ILookup<(Module, int), string> Readers = Product.SelectMany(Calls.MethodsOf)
        .SelectMany(method => Calls.From(method).Select(member => (Member: Calls.Key(member), Reader: Outer(method.DeclaringType!))))
        .ToLookup(call => call.Member, call => call.Reader);

    public static TheoryData<string> Members => [.. ReadByTheApp.Members.Keys];

    [Theory]
    [MemberData(nameof(Members))]
    public void Member_WhenListed_IsReadByTheClassNamed(string member)
    {
        string[] parts = member.Split('.');
        PropertyInfo property = typeof(CaseFacts).Assembly.GetTypes().Single(type => type.IsPublic && type.Name == parts[0])
            .GetProperty(parts[1])!;
        string named = ReadByTheApp.Members[member].Split(':')[0];

        // Read through the serializer's account of the type, by the form that it declares there.
        if (named == nameof(BodyForms))
            Assert.NotNull(BodyForms.Of<TextFormAttribute>(
                JsonBody.Options.GetTypeInfo(property.DeclaringType!).Properties.Single(one =>
                    string.Equals(one.Name, property.Name, StringComparison.OrdinalIgnoreCase))));
        else
            Assert.Contains(named, Readers[Calls.Key(property.GetMethod!)].Distinct());
    }

    // Lambdas and asynchronous methods lie in types of their own within their class.
    private static string Outer(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.Name;
    }
}
