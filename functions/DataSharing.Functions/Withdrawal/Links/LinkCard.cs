using System.Net;
using QRCoder;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>
/// A card to print, the size of a bank card. It names no agency, no case and no reason, so that it betrays nothing when
/// found (SN-65): a page address, a code, and a QR code of the link.
/// </summary>
public static class LinkCard
{
    public static string Render(string link, string page, string spokenCode)
    {
        using var generator = new QRCodeGenerator();
        using QRCodeData data = generator.CreateQrCode(link, QRCodeGenerator.ECCLevel.M);
        string picture = new SvgQRCode(data).GetGraphic(
            4, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
        return $$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Card</title>
            <style>
              @page { size: 85.6mm 54mm; margin: 0 }
              body { margin: 0; width: 85.6mm; height: 54mm; display: flex; align-items: center; gap: 4mm; padding: 4mm;
                box-sizing: border-box; font: 11pt/1.4 system-ui, sans-serif; color: #000; background: #fff }
              svg { width: 34mm; height: 34mm; flex: none }
              b { font-size: 14pt; letter-spacing: .06em; white-space: nowrap }
              span { overflow-wrap: anywhere; font-size: 9pt }
            </style></head>
            <body>{{picture}}
            <div><b>{{WebUtility.HtmlEncode(spokenCode)}}</b><br><span>{{WebUtility.HtmlEncode(page)}}</span></div></body></html>
            """;
    }
}
