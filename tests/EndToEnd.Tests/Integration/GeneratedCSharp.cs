using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using NSwag;
using NSwag.CodeGeneration.CSharp;

namespace DataSharing.EndToEnd.Tests.Integration;

/// <summary>
/// A client that NSwag makes of a document with its defaults, and a program that uses it, compiled as a new console project is.
/// </summary>
internal static class GeneratedCSharp
{
    // What the SDK adds to each file of a console project.
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private const string Runtime = """
        {"runtimeOptions": {"tfm": "net10.0", "framework": {"name": "Microsoft.NETCore.App", "version": "10.0.0"}}}
        """;

    public static async Task<string> ClientOfAsync(string document) =>
        new CSharpClientGenerator(await OpenApiDocument.FromJsonAsync(document), new CSharpClientGeneratorSettings()).GenerateFile();

    /// <summary>Compiles both; a warning is a failure.</summary>
    /// <returns>The program, to be run by dotnet.</returns>
    public static string Compile(string folder, string client, string program)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string json = typeof(Newtonsoft.Json.JsonConvert).Assembly.Location;
        var compilation = CSharpCompilation.Create(
            "Hospital",
            new[] { Usings, client, program }.Select(source => CSharpSyntaxTree.ParseText(source)),
            AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!.ToString()!.Split(Path.PathSeparator)
                .Where(path => Path.GetDirectoryName(path) == framework).Append(json)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 10));
        string file = Path.Combine(folder, "Hospital.dll");
        EmitResult result = compilation.Emit(file);
        Diagnostic[] complaints = [.. result.Diagnostics.Where(one => one.Severity >= DiagnosticSeverity.Warning)];
        Assert.True(result.Success && complaints.Length == 0, string.Join('\n', complaints.Take(20).Select(one => one.ToString())));
        File.Copy(json, Path.Combine(folder, Path.GetFileName(json)));
        File.WriteAllText(Path.ChangeExtension(file, ".runtimeconfig.json"), Runtime);
        return file;
    }
}
