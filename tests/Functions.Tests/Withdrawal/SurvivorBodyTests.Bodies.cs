using System.Text;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>The ways in which a form may arrive.</summary>
public sealed partial class SurvivorBodyTests
{
    public static TheoryData<string> Kinds => [.. Bodies.Keys];

    private static readonly Dictionary<string, (Func<string, HttpContent> Of, bool Chunked)> Bodies = new()
    {
        ["as a browser sends it"] = (code => Typed(Form(code), "application/x-www-form-urlencoded"), false),
        ["in chunks"] = (code => Typed(Form(code), "application/x-www-form-urlencoded"), true),
        ["in chunks without a type"] = (code => Typed(Form(code), null), true),
        ["multipart"] = (code =>
            new MultipartFormDataContent { { new StringContent("stop"), "action" }, { new StringContent(code), "code" } }, false),
        ["multipart in chunks"] = (code =>
            new MultipartFormDataContent("x y") { { new StringContent("stop"), "\"action\"" }, { new StringContent(code), "\"code\"" } },
            true),
        ["multipart that does not say so"] = (code => Typed(
            Encoding.UTF8.GetBytes(
                "--b\r\nContent-Disposition: form-data; name=\"action\"\r\n\r\nstop\r\n--b\r\nContent-Disposition: form-data; "
                    + $"name=\"code\"\r\n\r\n{code}\r\n--b--\r\n"),
            "text/html"), false),
        ["multipart with bare line ends"] = (code => Typed(
            Encoding.UTF8.GetBytes(
                "--b\nContent-Disposition: form-data; name=action\n\nstop\n--b\nContent-Disposition: form-data; "
                    + $"name=code\n\n{code}\n--b--"),
            "multipart/form-data; boundary=b"), false),
        ["called multipart, and it is not"] = (code => Typed(Form(code), "multipart/form-data; boundary=b"), false),
        ["called multipart with a boundary that is none"] = (code => Typed(
            Form(code), "multipart/form-data; boundary=" + new string('b', 5000)), false),
        ["a first line that is no boundary"] = (code => Typed(
            Encoding.UTF8.GetBytes("--" + new string('b', 5000) + "\r\naction=stop\r\ncode=" + code), "text/plain"), false),
        ["charset utf-7"] = (code => Typed(Form(code), "application/x-www-form-urlencoded; charset=utf-7"), false),
        ["charset utf-8 in quotes"] = (code => Typed(Form(code), "application/x-www-form-urlencoded; charset=\"utf-8\""), false),
        ["charset latin 1"] = (code => Typed(Form(code), "application/x-www-form-urlencoded; charset=iso-8859-1"), false),
        ["charset unknown"] = (code => Typed(Form(code), "application/x-www-form-urlencoded; charset=x-nothing"), false),
        ["charset utf-16, and it is"] = (code => Typed(
            Encoding.Unicode.GetBytes(Text(code)), "application/x-www-form-urlencoded; charset=utf-16"), false),
        ["charset utf-16, and it is not"] = (code => Typed(Form(code), "application/x-www-form-urlencoded; charset=utf-16"), false),
        ["utf-16 unsaid"] = (code => Typed(Encoding.BigEndianUnicode.GetBytes(Text(code)), "application/x-www-form-urlencoded"), false),
        ["a byte order mark"] = (code => Typed([0xEF, 0xBB, 0xBF, .. Form(code)], "application/x-www-form-urlencoded"), false),
        ["no type"] = (code => Typed(Form(code), null), false),
        ["an odd type"] = (code => Typed(Form(code), "application/octet-stream"), false),
        ["an unreadable type"] = (code => Typed(Form(code), ";;;"), false),
        ["text/plain by line"] = (code => Typed(Encoding.UTF8.GetBytes($"action=stop\r\ncode={code}\r\n"), "text/plain"), false),
        ["json"] = (code => Typed(Encoding.UTF8.GetBytes($$"""{"action":"stop","code":"{{code}}"}"""), "application/json"), false),
        ["json with a list, and other letters in its names"] = (code => Typed(
            Encoding.UTF8.GetBytes($$"""{"Action":"stop","Code":["","{{code}}"]}"""), "application/json"), false),
        ["multipart in base64"] = (code => Typed(
            Encoding.UTF8.GetBytes(
                Part("action", "stop", "7bit") + Part("code", Convert.ToBase64String(Encoding.UTF8.GetBytes(code)), "base64")
                    + "--b--\r\n"),
            "multipart/form-data; boundary=b"), false),
        ["multipart in quoted-printable"] = (code => Typed(
            Encoding.UTF8.GetBytes(
                Part("action", "st=6Fp", "quoted-printable")
                    + Part("code", code.Replace("-", "=2D=\r\n", StringComparison.Ordinal), "quoted-printable") + "--b--\r\n"),
            "multipart/form-data; boundary=b"), false),
        ["gzip"] = (code => Packed(Form(code), "gzip"), false),
        ["identity"] = (code => Packed(Form(code), "identity"), false),
        ["every field twice"] = (code => Typed(
            Encoding.UTF8.GetBytes($"code=&action=&{Text(code)}&secret=&secret="), "application/x-www-form-urlencoded"), false),
        ["a secret that leads nowhere beside it"] = (code => Typed(
            Encoding.UTF8.GetBytes($"secret=AAAAAAAAAAAAAAAAAAAAAA&{Text(code)}"), "application/x-www-form-urlencoded"), false),
        ["broken percent signs beside it"] = (code => Typed(
            Encoding.UTF8.GetBytes($"%zz=%&{Text(code)}&x=%u12"), "application/x-www-form-urlencoded"), false),
    };
}
