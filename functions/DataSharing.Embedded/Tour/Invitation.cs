using DataSharing.Embedded.Development;
using DataSharing.Embedded.Explore;

namespace DataSharing.Embedded.Tour;

/// <summary>Where to look next, while the host stays up.</summary>
internal static class Invitation
{
    public static void Show(TourScreen screen, string url, string issuer)
    {
        screen.Blank();
        screen.Write("bold blue", "Look around");
        screen.Text("The host stays up with what the tour made. Ctrl-C ends it and removes everything.");
        screen.Blank();
        screen.Detail("API", $"{url}/api/openapi.json");
        // Beside a worker it would explore this host, which answers no operation.
        if (url == issuer)
            screen.Detail("try it", $"{url}{ExplorerEndpoints.Path}  (with a token of any invented person)");
        screen.Detail("survivor", $"{url}/w");
        screen.Detail(
            "officers", $"{url}/dpo  (sign in as {Cast.AdvocateOfficer}, {Cast.ClinicOfficer} or {Cast.NationalOfficer}; no password)");
        screen.Blank();
        screen.Text("A token, and what an officer sees with it:");
        screen.Write(
            "",
            $"  TOKEN=$(curl -s {issuer}{DevelopmentIssuer.Path}/token -d grant_type=client_credentials -d "
                + $"client_id={Cast.AdvocateOfficer} | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')");
        screen.Write("", $"  curl -s -H \"Authorization: Bearer $TOKEN\" {url}{ApiClient.Root}/access-log?limit=3");
    }
}
