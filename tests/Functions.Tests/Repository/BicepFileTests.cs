namespace DataSharing.Functions.Tests.Repository;

/// <summary>That the tests of the templates would notice.</summary>
public sealed class BicepFileTests
{
    [Theory]
    [InlineData("var a = {\n  b: [1, 2]\n}\n", null)]
    [InlineData("var a = 'it\\'s ${b ? 'x' : '${c}y'} // no comment'\n", null)]
    [InlineData("var a = '''\n{ ( ' ''' // ' [\n/* { */ var b = 1\n", null)]
    [InlineData("var a = {\n", "t: '{' is never closed")]
    [InlineData("var a = [}\n", "t, line 1: '}' closes nothing")]
    [InlineData("var b = 1\nvar a = 'x\n", "t, line 2: a string does not end on its line")]
    [InlineData("var a = '''x\n", "t, line 1: ''' is never closed")]
    [InlineData("var a = '${b'\n", "t, line 1: a string does not end on its line")]
    public void Read_WhenSomethingIsNotClosed_SaysWhat(string text, string? fault) => Assert.Equal(fault, new BicepFile("t", text).Fault);

    [Fact]
    public void Used_WhenAWordIsOnlyAKeyAMemberOrText_LeavesItOut()
    {
        var file = new BicepFile(
            "t",
            "param used string\nparam alsoUsed bool\nparam key string\nresource r 'T@1' = {\n  key: x.member\n  b: { key: used }\n  c: "
                + "'text ${alsoUsed ? one : two}' // comment\n}\n");
        Assert.Equal(["alsoUsed", "one", "two", "used", "x"], file.Used().Order());
    }

    [Fact]
    public void Declarations_WhenRead_HaveKindNameAndLiteral()
    {
        var file = new BicepFile(
            "t",
            "@description('a module is no module')\nparam p string = 'd'\nresource r 'A/b@1' existing = {\n  name: p\n}\nmodule m "
                + "'modules/m.bicep' = if (p == '') {\n  params: {\n    one: 1\n    two: { three: p }\n  }\n}\noutput o string = r.id\n");
        Assert.Equal(
            ["param p ", "resource r A/b@1", "module m modules/m.bicep", "output o "],
            file.Declarations.Select(one => $"{one.Kind} {one.Name} {one.Literal}"));
        Assert.Equal(["one", "two"], BicepFile.KeysOf(file.CodeOf(file.Of("module").Single()), "params"));
    }
}
