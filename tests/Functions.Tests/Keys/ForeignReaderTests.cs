using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Tests.Sharing;

namespace DataSharing.Functions.Tests.Keys;

/// <summary>Our packages and our log, read and written by programs that share no code with us (npm jose, Node's crypto).</summary>
public class ForeignReaderTests
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("""{"identity.givenName":"Ана"}""");

    [Theory]
    [InlineData(2048, 20)]
    [InlineData(3072, 100_000)]
    public async Task Compact_WhenOpenedByJose_GivesContentAndHeader(int bits, int length)
    {
        using var rsa = RSA.Create(bits);
        using var key = ContentKey.Create();
        byte[] content = RandomNumberGenerator.GetBytes(length);
        WrappedKey wrapped = KeyWrap.Wrap(new("k1", KeyKind.Wrapping, rsa.ExportSubjectPublicKeyInfo()), key.Reveal().Span);
        var header = new PackageHeader(wrapped.KeyId, "rel-1", "reg-2", "shelter", "con-1.3", "sha256:00");
        string compact = Jwe.Compact(Jwe.Seal(header, content, key, wrapped.EncryptedKey));

        using JsonDocument answer = await Jose(new { @do = "open", key = rsa.ExportPkcs8PrivateKeyPem(), alg = "RSA-OAEP-256", jwe = compact });
        Assert.Equal(content, answer.RootElement.GetProperty("content").GetBytesFromBase64());
        JsonElement read = answer.RootElement.GetProperty("header");
        Assert.Equal("application/json", read.GetProperty("cty").GetString());
        Assert.Equal("rel-1", read.GetProperty("rel").GetString());
        Assert.Equal("con-1.3", read.GetProperty("cns").GetString());
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    public async Task Compact_WhenForAnEcKeyAndOpenedByJose_GivesContentAndHeader(string curve)
    {
        using var own = new OwnKey(curve);
        using var key = ContentKey.Create();
        AgencyWrappedKey wrapped = AgencyPublicKey.Parse(own.Jwk.ToJsonString()).Key!.Wrap(key.Reveal().Span);
        var header = new PackageHeader("own-1", "rel-1", "reg-2", "shelter", null, "sha256:00") { Ephemeral = wrapped.Ephemeral };
        string compact = Jwe.Compact(Jwe.Seal(header, Content, key, wrapped.Key.EncryptedKey));

        using JsonDocument answer = await Jose(
            new { @do = "open", key = own.Private.ExportPkcs8PrivateKeyPem(), alg = own.Algorithm, jwe = compact });
        Assert.Equal(Content, answer.RootElement.GetProperty("content").GetBytesFromBase64());
        Assert.Equal(curve, answer.RootElement.GetProperty("header").GetProperty("epk").GetProperty("crv").GetString());
    }

    [Fact]
    public async Task Open_WhenSealedByJose_GivesTheContent()
    {
        using var rsa = RSA.Create(2048);
        using JsonDocument answer = await Jose(new
        {
            @do = "seal",
            key = rsa.ExportSubjectPublicKeyInfoPem(),
            header = new { enc = "A256GCM", alg = "RSA-OAEP-256", kid = "k1" },
            content = Convert.ToBase64String(Content),
        });
        SealedPackage package = Jwe.Parse(answer.RootElement.GetProperty("jwe").GetString()!);
        using var key = new ContentKey(rsa.Decrypt(package.Envelope.EncryptedKey, KeyWrap.Padding));
        Assert.Equal(Content, Jwe.Open(package, key));
    }

    [Fact]
    public async Task Chain_WhenVerifiedByNode_IsIntactUntilEdited()
    {
        LogHead head = LogHead.Empty;
        var lines = new List<string>();
        for (int i = 1; i <= 20; i++)
        {
            (LogEntry? entry, head) = LogChain.Append(head, new LogEntry
            {
                Id = $"log-{i}",
                Stream = LogStream.OfCase("case-1"),
                Action = LogAction.RecordRead,
                At = DateTimeOffset.UnixEpoch.AddSeconds(i),
                Actor = new("Sharing.Submit", "reg+1", "staff~7"),
                FieldPaths = ["identity.givenName", "risk.level"],
                Versions = new("con-1.2", null, "sha256:00", "p/1"),
            });
            lines.Add(Encoding.UTF8.GetString(LogJson.Wire(entry)));
        }
        Assert.Equal("ok 20", await Node("verify-log.mjs", string.Join('\n', lines)));
        lines[6] = lines[6].Replace("record.read", "record.write", StringComparison.Ordinal);
        Assert.Equal("bad log-7", await Node("verify-log.mjs", string.Join('\n', lines)));
    }

    private static async Task<JsonDocument> Jose(object command) =>
        JsonDocument.Parse(await Node("open-jwe.mjs", JsonSerializer.Serialize(command)));

    private static async Task<string> Node(string script, string input)
    {
        string folder = NodeFolder();
        Assert.True(
            Directory.Exists(Path.Combine(folder, "node_modules", "jose")),
            "the npm parts are not installed: run npm ci in tests/node, or tests/run.sh");
        using Process node = Process.Start(new ProcessStartInfo("node", script)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        string output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return output;
    }

    private static string NodeFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DataSharing.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tests", "node");
    }
}
