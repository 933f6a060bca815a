using System.Security.Cryptography;

namespace DataSharing.Functions.Stops;

/// <summary>The number of a stop, for the person: sixteen digits of Crockford's base 32.</summary>
internal static class StopNumber
{
    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 16;

    public static string New() => RandomNumberGenerator.GetString(Digits, Length);
}
