using DataSharing.Embedded.Hosting;

// Exit codes: 0 ended as asked, 1 cannot start, 2 the command line is wrong.
try
{
    var line = CommandLine.Parse(args);
    if (line.Help)
    {
        Console.Out.WriteLine(CommandLine.Usage);
        return 0;
    }

    return await (line.Verb is { } verb ? verb.RunAsync(line) : Serve.RunAsync(line));
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
