using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DataSharing.Benchmarks.Support;
using DataSharing.Domain.Sealing;

namespace DataSharing.Benchmarks.Runs;

/// <summary>
/// One core. "raw" is the platform's AES-256-GCM over the same bytes with key set-up, "openssl" its own speed test without.
/// </summary>
internal static class SealingRun
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(1);

    public static Task RunAsync(Options options)
    {
        _ = options;
        foreach (int kibibytes in new[] { 1, 16, 256 })
        {
            int size = kibibytes * 1024;
            using var key = ContentKey.Create();
            var header = new PackageHeader(
                "local:keys/package-reg-shelter/0001-abc", "release-1", "reg-shelter", "shelter-referral", "consent-1#1", "policy-1");
            byte[] content = RandomNumberGenerator.GetBytes(size), encryptedKey = new byte[256],
            body = new byte[size + SealedPackage.TagLength], clear = new byte[size];
            SealedPackage sealedPackage = Jwe.Seal(header, content, key, encryptedKey);
            byte[] iv = new byte[SealedPackage.IvLength], tag = new byte[SealedPackage.TagLength],
            aad = sealedPackage.Envelope.ProtectedHeader;
            double raw = Measure(size, () =>
            {
                using var gcm = new AesGcm(key.Reveal().Span, SealedPackage.TagLength);
                gcm.Encrypt(iv, content, clear, tag, aad);
            });
            double seal = Measure(size, () => Jwe.Seal(header, content, key, encryptedKey, body));
            double open = Measure(size, () => Jwe.Open(sealedPackage, key, clear));
            Figures.Print($"{kibibytes} KiB sealed", seal, "MB/s");
            Figures.Print($"{kibibytes} KiB opened", open, "MB/s");
            Figures.Print($"{kibibytes} KiB raw", raw, "MB/s", $"sealed {seal / raw:N2}, opened {open / raw:N2} of it");
            if (OpenSsl(size) is { } openssl)
                Figures.Print(
                    $"{kibibytes} KiB openssl", openssl, "MB/s",
                    $"sealed {seal / openssl:N2} of it" + (size >= 16 * 1024 ? ", aim >= 0.80" : ""));
            else
                Console.WriteLine("  openssl is not installed or does not know -bytes: no comparison");
        }

        return Task.CompletedTask;
    }

    private static double Measure(int size, Action once)
    {
        for (int i = 0; i < 2000; i++)
            once();
        double best = 0;
        // The best of some: whatever else the machine does can only make it slower.
        for (int round = 0; round < 5; round++)
        {
            long times = 0, since = Stopwatch.GetTimestamp();
            for (; Stopwatch.GetElapsedTime(since) < Each / 5; times += 16)
            {
                for (int i = 0; i < 16; i++)
                    once();
            }

            best = Math.Max(best, times * (double)size / Stopwatch.GetElapsedTime(since).TotalSeconds / 1e6);
        }

        return best;
    }

    // "+F:…:AES-256-GCM:1234567.89": bytes a second.
    private static double? OpenSsl(int size)
    {
        try
        {
            var start = new ProcessStartInfo(
                "openssl",
                ["speed", "-mr", "-elapsed", "-seconds", "1", "-bytes", size.ToString(CultureInfo.InvariantCulture), "-evp", "aes-256-gcm"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string? line = process.StandardOutput.ReadToEnd().Split('\n')
                .FirstOrDefault(one => one.StartsWith("+F:", StringComparison.Ordinal));
            process.WaitForExit();
            return line is null ? null : double.Parse(line.Trim().Split(':')[^1], CultureInfo.InvariantCulture) / 1e6;
        }
        catch (Exception missing) when (missing is Win32Exception or FormatException)
        {
            return null;
        }
    }
}
