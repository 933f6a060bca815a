using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSharing.EndToEnd.Tests.Clocks;

internal sealed partial class SteppedLoad
{
    private const int Tries = 40;

    /// <summary>
    /// She agrees to one sharing again, after the stop by any clock that wrote one. Whether a process takes that depends on its own
    /// clock: it may be behind that of the stop for longer than anybody waits here. False: nobody took it.
    /// </summary>
    private async Task<bool> AgreeAnewAsync(Random random, StopDoors doors)
    {
        Shared shared = doors.Consents.Keys.ElementAt(random.Next(doors.Consents.Count));
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            Answer seen = (await Any(random).GetAsync(Holder, "cases/" + shared.Case)).Must(200);
            JsonElement[] stops = [.. seen.Element.GetProperty("stops").EnumerateArray()];
            // An agency that took no part yet was the only one to be told.
            if (stops.Length == 0)
                return true;
            JsonNode body = Consent(shared, stops.Max(stop => stop.GetProperty("at").GetDateTimeOffset()).AddMilliseconds(1));
            body["afterStop"] = new JsonObject { ["stop"] = stops[^1].GetProperty("id").GetString(), ["givenAfter"] = true };
            long began = StopLedger.Now;
            Answer answer = (await PostAsync(random, Holder, $"cases/{shared.Case}/consents", body)).Must(201, 422);
            if (answer.Status == 201)
            {
                ledger.Anew.Add(new Agreed(shared, began, StopLedger.Now));
                doors.Consents[shared] = answer["id"];
                return true;
            }

            await Task.Delay(20);
        }

        return false;
    }
}
