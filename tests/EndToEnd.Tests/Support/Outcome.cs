using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Domain.Decisions;
using DataSharing.Functions.Sharing;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>
/// How a request was decided, as its holder sees it. That the other side sees no more is checked each time, before the test
/// asks anything.
/// </summary>
public sealed class Outcome
{
    private static readonly HashSet<string> OpenReasons = [Shown.NotAgreed, Shown.NotNeeded, Shown.NotPermitted];

    private static readonly HashSet<string> OtherSideMay =
    [
        "id", "direction", "status", "pathway", "holder", "recipient", "submittedAt", "outcome", "reason", "releasedGroups",
        "withheldGroups", "marker", "expiresAt", "attestation",
        // As the package itself tells.
        "withoutConsent",
    ];

    private readonly World _world;
    private readonly Agency _other;
    private readonly Actor _collector;
    private readonly Actor _reader;
    private readonly SharingInput? _ask;

    private Outcome(World world, string id, Agency other, Actor collector, Actor reader, SharingInput? ask, JsonElement holder)
    {
        (_world, Id, _other, _collector, _reader, _ask) = (world, id, other, collector, reader, ask);
        (HolderView, Decision) = (holder, holder.GetProperty("decision").GetProperty("decision"));
    }

    public string Id { get; }

    public JsonElement HolderView { get; private set; }

    public JsonElement Decision { get; private set; }

    public string Kind => HolderView.GetProperty("outcome").GetString()!;

    public string? Reason => HolderView.TryGetProperty("reason", out JsonElement reason) ? reason.GetString() : null;

    public string Tier => Decision.GetProperty("tier").GetString()!;

    public bool Releases => Kind is "RELEASE" or "PARTIAL" or "OVERRIDE";

    public IReadOnlyList<string> Released =>
        Releases
            ? [.. Verdicts.Where(v => v.GetProperty("treatment").GetString() != "none").Select(v => v.GetProperty("path").GetString()!)]
            : [];

    public IEnumerable<string> Flags => Decision.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!);

    private bool TellsNothing => Decision.GetProperty("neutralToAsker").GetBoolean();

    private IEnumerable<JsonElement> Verdicts => Decision.GetProperty("fields").EnumerateArray();

    private Api Api => _world.App.Api;

    public static async Task<Outcome> OfAsync(
        World world, string id, Agency other, bool asked, Actor? person = null, SharingInput? ask = null)
    {
        // Who tried to ask is for the holder's officer alone, until it is decided that the asker may know of the case.
        Actor reader = asked ? world.Holder.Dpo : world.Holder.Worker;
        var outcome = new Outcome(
            world, id, other, person ?? other.Worker, reader, ask, (await UntilDecidedAsync(world.App, reader, id)).Element);
        await outcome.OtherSideSeesNoMoreAsync(asked);
        Assert.Equal(
            outcome.TellsNothing ? 404 : 200,
            (await world.App.Api.GetAsync(world.Holder.Worker, "sharing-requests/" + id)).Status);
        return outcome;
    }

    public JsonElement Verdict(string path) => Verdicts.Single(v => v.GetProperty("path").GetString() == path);

    public Outcome Is(string kind, string? reason = null)
    {
        Assert.True(
            (kind, reason ?? Reason) == (Kind, Reason),
            $"expected {kind} {reason}, was {Kind} {Reason}: {Decision.GetProperty("reasons").GetRawText()}");
        return this;
    }

    public Outcome Also(string reason)
    {
        Assert.Contains(Decision.GetProperty("reasons").EnumerateArray(), one => one.GetProperty("kind").GetString() == reason);
        return this;
    }

    public Outcome Gives(params string[] paths)
    {
        Assert.Empty(paths.Except(Released));
        return this;
    }

    public Outcome Withholds(params string[] paths)
    {
        Assert.Empty(paths.Intersect(Released));
        return this;
    }

    public Outcome WithholdsAs(string reason, params string[] paths)
    {
        foreach (string path in paths)
            Assert.Equal((path, reason), (path, Verdict(path).GetProperty("reason").GetString()));
        return Withholds(paths);
    }

    public Outcome Flagged(params string[] flags)
    {
        Assert.Empty(flags.Except(Flags));
        return this;
    }

    public Outcome WaitsFor(string fact)
    {
        Assert.Equal(("held", fact), (HolderView.GetProperty("status").GetString(), HolderView.GetProperty("waitsFor").GetString()));
        return this;
    }

    /// <summary>What the other agency sees, or 404 if it must not know of the request.</summary>
    public Task<Answer> OtherSideAsync() => Api.GetAsync(_collector, "sharing-requests/" + Id);

    public Task<Answer> TryCollectAsync(Actor? by = null) => Api.PostAsync(by ?? _collector, $"sharing-requests/{Id}/collection");

    public async Task<Package> CollectAsync() => new((await TryCollectAsync()).Must(200), this, _world.Record);

    /// <summary>Reads it again until its status is the one expected.</summary>
    public Task<Outcome> BecomesAsync(string status) => UntilAsync(now => now == status);

    /// <summary>Reads it again until it is decided anew.</summary>
    public Task<Outcome> LeavesAsync(string status) => UntilAsync(now => now != status);

    private async Task<Outcome> UntilAsync(Func<string, bool> wanted)
    {
        HolderView = (await Wait.UntilAsync(
            () => Api.GetAsync(_reader, "sharing-requests/" + Id), view => wanted(view.Must(200)["status"]))).Element;
        Decision = HolderView.GetProperty("decision").GetProperty("decision");
        return this;
    }

    /// <summary>The asker's view equals, but for id and time, that of a reference that leads nowhere.</summary>
    public async Task TellsAskerNothingAsync()
    {
        Assert.NotNull(_ask);
        Answer bogus = (await Api.PostAsync(
            _collector, "sharing-requests", _ask with { Reference = "ZZZZ-ZZZZ-ZZZZ-ZZZZ" })).Must(202);
        Answer nowhere = await UntilDecidedAsync(_world.App, _collector, bogus["id"]);
        Answer own = (await OtherSideAsync()).Must(200);
        Assert.Equal(Comparable(nowhere), Comparable(own));
        Assert.Equal(nowhere.Headers.Select(h => h.Key).Order(), own.Headers.Select(h => h.Key).Order());
    }

    private static string Comparable(Answer reply)
    {
        JsonObject view = JsonNode.Parse(reply.Text)!.AsObject();
        view["id"] = view["submittedAt"] = null;
        return view.ToJsonString();
    }

    public static Task<Answer> UntilDecidedAsync(RunningApp app, Actor actor, string id) => Wait.UntilAsync(
        () => app.Api.GetAsync(actor, "sharing-requests/" + id), view => view.Must(200)["status"] != "submitted");

    private async Task OtherSideSeesNoMoreAsync(bool asked)
    {
        Answer seen = await OtherSideAsync();
        if (!asked && !Releases)
        {
            // What was not sent is no business of whom it did not go to: the answer is that of an id which never was.
            Answer unknown = await Api.GetAsync(_collector, "sharing-requests/" + new string('0', Id.Length));
            Assert.Equal((404, unknown.Text), (seen.Status, seen.Text));
            return;
        }

        JsonElement view = seen.Must(200).Element;
        Assert.Empty(view.EnumerateObject().Select(member => member.Name).Except(OtherSideMay));
        foreach (string hidden in new[] { _world.Case, "\"R-", "ruleId", "waitsFor" })
            Assert.DoesNotContain(hidden, seen.Text, StringComparison.Ordinal);
        Assert.Equal(Releases ? Groups(HolderView, "releasedGroups") : [], Groups(view, "releasedGroups"));
        Assert.Empty(Withheld(view).Select(g => g.Group).Except(Withheld(HolderView).Select(g => g.Group)));
        Assert.Empty(Withheld(view).SelectMany(g => g.Reasons).Except(OpenReasons));
        if (view.TryGetProperty("reason", out JsonElement reason) && !OpenReasons.Contains(reason.GetString()!))
        {
            Assert.Contains(reason.GetString()!.Split('.')[0], new[] { "consent", "agreement", "clock" });
            Assert.Equal(Reason, reason.GetString());
        }
    }

    private static IReadOnlyList<string> Groups(JsonElement view, string member) =>
        view.TryGetProperty(member, out JsonElement groups) ? [.. groups.EnumerateArray().Select(group => group.GetString()!)] : [];

    private static IEnumerable<(string Group, IEnumerable<string> Reasons)> Withheld(JsonElement view) =>
        view.TryGetProperty("withheldGroups", out JsonElement groups)
            ? groups.EnumerateArray().Select(
                g => (g.GetProperty("group").GetString()!, g.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()!)))
            : [];
}
