using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using DataSharing.Functions.Http;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>A refusal is a value inside and becomes a problem at the edge; nobody drops one on the way.</summary>
public sealed class RefusalTests
{
    /// <summary>Still to be told as values.</summary>
    private static readonly string[] Throwing =
    [
        "Approvals/ContentDrafts.cs", "Sharing/SharingInputReader.cs",
    ];

    private static readonly OpCode[] OneByte = new OpCode[256], TwoBytes = new OpCode[256];

    static RefusalTests()
    {
        foreach (OpCode code in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (OpCode)field.GetValue(null)!))
            (code.Size == 1 ? OneByte : TwoBytes)[code.Value & 0xFF] = code;
    }

    [Fact]
    public void Source_WhereItIsNoEndpoint_NamesNoProblemException()
    {
        const string App = "functions/DataSharing.Functions/";
        string[] naming = [.. SourceTree.Files(".cs")
            .Where(file => file.StartsWith(App, StringComparison.Ordinal) && !file.StartsWith(App + "Http/", StringComparison.Ordinal))
            .Where(file => SourceTree.CodeOnly(SourceTree.Read(file)) is var code
                && code.Contains(nameof(ProblemException), StringComparison.Ordinal)
                && !code.Contains("[Function(", StringComparison.Ordinal))
            .Select(file => file[App.Length..])];
        // The frame of the console is its pipeline.
        Assert.Equal(Throwing.Append("Console/ConsoleFrame.cs").Order(StringComparer.Ordinal), naming.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Refusals_WhenReturned_AreNeverDropped()
    {
        MethodBase[] methods = [.. typeof(Refusal).Assembly.GetTypes().SelectMany(type => type.GetMembers(
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .OfType<MethodBase>().Where(method => method.GetMethodBody() is not null)];
        string[] dropped = [.. methods.Where(Drops).Select(method => $"{method.DeclaringType}.{method.Name}")];
        Assert.True(dropped.Length == 0, string.Join('\n', dropped));
        // The scan sees what it looks for.
        MethodBase careless = typeof(RefusalTests).GetMethod(nameof(Careless), BindingFlags.NonPublic | BindingFlags.Static)!;
        Type awaiting = careless.GetCustomAttribute<AsyncStateMachineAttribute>()!.StateMachineType;
        Assert.True(Drops(awaiting.GetMethod("MoveNext", BindingFlags.NonPublic | BindingFlags.Instance)!));
        foreach (string name in new[] { nameof(Forwarded), nameof(Forgotten) })
            Assert.True(Drops(typeof(RefusalTests).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!), name);
        Assert.True(methods.Length > 3000, $"{methods.Length} methods were read");
    }

    private static async Task Careless(Func<Task<Refusal?>> refuse) => await refuse();

#pragma warning disable CA1859 // that the type says less is the mistake
    private static Task Forwarded(Func<Task<Refusal?>> refuse) => refuse();
#pragma warning restore CA1859

    private static void Forgotten(Func<Task<Refusal?>> refuse) => _ = refuse();

    private static bool Drops(MethodBase method)
    {
        byte[] code = method.GetMethodBody()!.GetILAsByteArray()!;
        bool isRefusal = false;
        for (int at = 0; at < code.Length;)
        {
            OpCode operation = code[at] == 0xFE ? TwoBytes[code[at + 1]] : OneByte[code[at]];
            at += operation.Size;
            // Also a task of one that goes out as a mere task: whoever awaits it sees nothing.
            if (isRefusal && (operation == OpCodes.Pop
                || (operation == OpCodes.Ret && method is MethodInfo { ReturnType: { } returned } && returned == typeof(Task))))
                return true;
            isRefusal = operation.OperandType == OperandType.InlineMethod
                && IsRefusal(method.Module.ResolveMethod(
                    BitConverter.ToInt32(code, at), method.DeclaringType!.GetGenericArguments(),
                    method.IsGenericMethod ? method.GetGenericArguments() : null) as MethodInfo);
            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }

        return false;
    }

    private static bool IsRefusal(MethodInfo? called) => called is not null && Holds(called.ReturnType);

    private static bool Holds(Type type) => type == typeof(Refusal)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Result<>)
            || (type.GetGenericTypeDefinition() == typeof(Task<>) && Holds(type.GetGenericArguments()[0]))));
}
