using DataSharing.Embedded;
using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Embedded.Samples;

// Exit codes: 0 ended as asked, 1 cannot start, 2 the command line is wrong.
try
{
    var line = CommandLine.Parse(args, Verbs.All);
    if (line.Help)
    {
        Console.Out.WriteLine(CommandLine.Usage(Verbs.All));
        return 0;
    }

    return await (line.Verb is { } verb ? verb.RunAsync(line) : Serve.RunAsync(line, SampleServices.Add));
}
catch (UsageException fault)
{
    Console.Error.WriteLine($"{fault.Message}{Environment.NewLine}Try --help.");
    return 2;
}
catch (StartRefusedException refused)
{
    Console.Error.WriteLine(refused.Message);
    return 1;
}
