using DataSharing.Domain.Decisions;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>Assertions in the words of the scenarios.</summary>
internal static class Expect
{
    internal static Decision Is(this Decision decision, DecisionKind kind, string? reason = null)
    {
        Assert.Equal((kind, reason ?? decision.Reason?.Kind), (decision.Kind, decision.Reason?.Kind));
        if (!decision.Releases)
            Assert.DoesNotContain(decision.Fields, f => decision.ReleasesField(f.Path));
        return decision;
    }

    internal static Decision Also(this Decision decision, string reason)
    {
        Assert.Contains(decision.Reasons, r => r.Kind == reason);
        return decision;
    }

    internal static Decision Gives(this Decision decision, params string[] paths)
    {
        foreach (string path in paths)
            Assert.True(decision.ReleasesField(path), path + " is withheld: " + decision.Fields.FirstOrDefault(f => f.Path == path).Reason);
        return decision;
    }

    internal static Decision Withholds(this Decision decision, params string[] paths)
    {
        foreach (string path in paths)
            Assert.False(decision.ReleasesField(path), path + " is released");
        return decision;
    }

    internal static Decision WithholdsAs(this Decision decision, string reason, params string[] paths)
    {
        foreach (string path in paths)
            Assert.Equal((path, reason), (path, decision.Fields.Single(f => f.Path == path).Reason));
        return decision;
    }

    internal static Decision TellsAskerNothing(this Decision decision)
    {
        Assert.Equivalent(Views.Neutral(decision.RequestId), decision.ForRequester(), strict: true);
        return decision;
    }
}
