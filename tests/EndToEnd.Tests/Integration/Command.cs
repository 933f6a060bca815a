using System.Diagnostics;
using System.Text;

namespace DataSharing.EndToEnd.Tests.Integration;

/// <summary>A program that is run to its end.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record Command(int Code, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="program">The program and its arguments.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="environment">Variables besides the test's own.</param>
    /// <exception cref="TimeoutException">It did not end within two minutes, and was ended.</exception>
    public static async Task<Command> RunAsync(
        IReadOnlyList<string> program, string input, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program[0], program.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program[0]} did not end: {await errors}");
        }

        return new Command(process.ExitCode, await output, await errors);
    }
}
