using Microsoft.AspNetCore.Builder;

namespace DataSharing.Embedded.Hosting;

/// <summary>Which adapters stand behind the app's ports on one machine.</summary>
internal static class Composition
{
    public static void Add(WebApplicationBuilder builder, DataDirectory data)
    {
    }
}
