namespace DataSharing.EndToEnd.Tests.Durability;

public sealed class SystemTraceTests
{
    private const string Wal = "/data/data.db-wal";

    [Fact]
    public void DefectOf_WhenTheSyncReturnedBeforeTheAnswer_IsNull() => Assert.Null(Defect(
        $"""7 pwrite64(9<{Wal}>, "xxabc", 5, 0) = 5""",
        $"7 fdatasync(9<{Wal}>) = 0",
        """8 sendmsg(5<socket:[1]>, {msg_iov=[{iov_base="HTTP/1.1 202 Accepted\r\nabc"}]}, 0) = 9"""));

    [Fact]
    public void DefectOf_WhenTheSyncReturnedAfterTheAnswer_NamesBoth() => Assert.NotNull(Defect(
        $"""7 pwrite64(9<{Wal}>, "xxabc", 5, 0) = 5""",
        $"7 fdatasync(9<{Wal}> <unfinished ...>",
        """8 sendmsg(5<socket:[1]>, {msg_iov=[{iov_base="HTTP/1.1 202 Accepted\r\nabc"}]}, 0) = 9""",
        "7 <... fdatasync resumed>) = 0"));

    [Fact]
    public void DefectOf_WhenTheWriteCameAfterTheSyncBegan_DoesNotCountIt() => Assert.NotNull(Defect(
        $"""7 pwrite64(9<{Wal}>, "other", 5, 0) = 5""",
        $"7 fdatasync(9<{Wal}> <unfinished ...>",
        $"""6 pwrite64(9<{Wal}>, "xxabc", 5, 5) = 5""",
        "7 <... fdatasync resumed>) = 0",
        """8 sendto(5<socket:[1]>, "HTTP/1.1 200 OK\r\nabc", 9, 0, NULL, 0) = 9"""));

    [Fact]
    public void DefectOf_WhenTheSyncFailed_DoesNotCountIt() => Assert.NotNull(Defect(
        $"""7 pwrite64(9<{Wal}>, "xxabc", 5, 0) = 5""",
        $"7 fdatasync(9<{Wal}>) = -1 EIO (Input/output error)",
        """8 sendto(5<socket:[1]>, "HTTP/1.1 200 OK\r\nabc", 9, 0, NULL, 0) = 9"""));

    [Fact]
    public void DefectOf_WhenItWasWrittenToAnotherFileOnly_SaysSo() => Assert.NotNull(Defect(
        """7 pwrite64(9</data/blobs.db-wal>, "xxabc", 5, 0) = 5""",
        "7 fdatasync(9</data/blobs.db-wal>) = 0",
        """8 sendto(5<socket:[1]>, "HTTP/1.1 200 OK\r\nabc", 9, 0, NULL, 0) = 9"""));

    private static string? Defect(params string[] lines) => SystemTrace.Read(lines).DefectOf("/data.db-wal", "xxabc", "abc");
}
