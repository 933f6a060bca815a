using System.Net;
using System.Net.Sockets;
using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;

namespace DataSharing.Embedded.Tour;

/// <summary>How the tour is to run.</summary>
/// <param name="Data">An empty or new directory that stays; null: a temporary one that is removed at the end.</param>
/// <param name="Urls">Where to listen.</param>
/// <param name="Exit">End after the last step instead of staying up for exploring.</param>
/// <param name="Profile">Other services behind the app's ports; null: everything on this machine.</param>
/// <param name="Worker">The app is not run here but as a worker of Azure Functions, by a program of the profile.</param>
internal sealed record TourOptions(string? Data, string Urls, bool Exit, Profile? Profile, bool Worker)
{
    /// <exception cref="UsageException">An option is not the tour's.</exception>
    /// <exception cref="StartRefusedException">The directory holds something: the tour would play into somebody's data.</exception>
    public static TourOptions Read(CommandLine line)
    {
        bool exit = false, worker = false;
        string? profile = null;
        IReadOnlyList<string> options = line.Rest ?? [];
        for (int i = 0; i < options.Count; i++)
        {
            string[] parts = options[i].Split('=', 2);
            if (options[i] == "--exit")
                exit = !exit ? true : throw new UsageException("--exit is given twice");
            else if (options[i] == "--worker")
                worker = !worker ? true : throw new UsageException("--worker is given twice");
            else if (parts[0] != "--profile")
                throw new UsageException($"unknown option '{options[i]}' of tour");
            else if (profile is not null)
                throw new UsageException("--profile is given twice");
            else
                profile = parts.Length == 2
                    ? parts[1]
                    : ++i < options.Count
                    ? options[i]
                    : throw new UsageException("--profile needs a value");
        }

        Profile? read = profile is null ? null : Profile.Read(profile);
        if (worker && read?.Worker is null)
            throw new UsageException("--worker needs a profile whose services a worker can reach");
        if (line.Data is { } data && Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
            throw new StartRefusedException(
                $"the tour plays in a fresh directory, but {Path.GetFullPath(data)} holds files; choose another one or leave --data out");
        return new TourOptions(line.Data, line.Urls ?? FreeUrl(), exit, read, worker);
    }

    // The usual address if nobody listens there, else a free port: the tour must run beside a host in use.
    private static string FreeUrl()
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, new Uri(ListenUrls.Default).Port);
            probe.Start();
            return ListenUrls.Default;
        }
        catch (SocketException)
        {
            return "http://127.0.0.1:0";
        }
    }
}
