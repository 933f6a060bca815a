namespace DataSharing.Functions.Cases;

/// <summary>Facts that hang on field paths, pathways and recipients.</summary>
public sealed partial class FactsChecks
{
    private async Task OnPathsAsync(CaseFactsBody body, KnownBodies bodies, BodyDefects defects)
    {
        Each(body.VolunteeredByChild, "/volunteeredByChild", (path, pointer) => Field(path, pointer, defects));
        Each(body.PrivateToChild, "/privateToChild", (path, pointer) => Field(path, pointer, defects));
        Each(body.ReidentificationCheckedFor, "/reidentificationCheckedFor", (id, pointer) => Pathway(id, pointer, defects));
        Each([.. body.Suppressed.Select(s => s.Path)], "/suppressed", (path, pointer) => Field(path, pointer + "/path", defects));
        PurposeBound(body.PurposeBound, defects);
        await AllAsync(body.CourtOrders, "/courtOrders", (order, at) => OrderAsync(order, at, bodies, defects));
        await AllAsync(body.Handling, "/handling", (mark, at) => MarkAsync(mark, at, bodies, defects));
        defects.Distinct(body.Handling.Select(mark => mark.Path), "/handling", "the path is graded twice");
        await AllAsync(body.ItemAgreements, "/itemAgreements", (agreed, at) => AgreedAsync(agreed, at, bodies, defects));
        // INVARIANT: that she approved words is known from what was read to her and compared, never from what a sender says of it.
        defects.Unless(
            body.ApprovedTexts is not { Count: > 0 }, "/approvedTexts",
            "a digest that is stated proves nothing: preview the content, read it to her and record it at content-approvals, then name "
                + "it as approvedContent",
            "R-270");
    }

    private void PurposeBound(IReadOnlyList<PurposeBound> bounds, BodyDefects defects)
    {
        for (int i = 0; i < bounds.Count; i++)
        {
            Field(bounds[i].Path, $"/purposeBound/{i}/path", defects);
            Each(
                bounds[i].Purposes, $"/purposeBound/{i}/purposes",
                (code, at) => defects.Unless(policy.Purposes.ContainsKey(code), at, "the purpose is not known"));
        }
    }

    private async Task OrderAsync(CourtOrder order, string at, KnownBodies bodies, BodyDefects defects)
    {
        await bodies.RequireRegistrationAsync(order.RecipientId, at + "/recipientId", defects);
        Each(order.Paths, at + "/paths", (path, pointer) => Field(path, pointer, defects));
        defects.Unless(order.Paths.Count > 0, at + "/paths", "an order names the paths it opens", "R-109");
        defects.Time(order.ValidUntil, at + "/validUntil");
    }

    private async Task MarkAsync(HandlingInput mark, string at, KnownBodies bodies, BodyDefects defects)
    {
        HandlingCodes codes = policy.HandlingCodes;
        Field(mark.Path, at + "/path", defects);
        await bodies.RequireRegistrationAsync(mark.Originator, at + "/originator", defects);
        defects.Unless(
            mark.Source is null || codes.Source.ContainsKey(mark.Source), at + "/source", "the source is graded S1 to S5", "R-157");
        defects.Unless(
            mark.Content is null || codes.Content.ContainsKey(mark.Content), at + "/content", "the content is graded C1 to C5", "R-157");
        defects.Unless(
            mark.Handling is null || codes.Handling.ContainsKey(mark.Handling), at + "/handling", "a dissemination code is H1 to H5",
            "R-158");
    }

    private async Task AgreedAsync(ItemAgreement agreed, string at, KnownBodies bodies, BodyDefects defects)
    {
        Field(agreed.Path, at + "/path", defects);
        await bodies.RequireRegistrationAsync(agreed.RecipientId, at + "/recipientId", defects);
    }

    private void Field(string path, string pointer, BodyDefects defects)
    {
        if (!policy.Fields.ContainsKey(path))
            defects.Add(ProblemType.UnknownField, pointer, "the field path is not in the catalogue");
    }

    private void Pathway(string id, string pointer, BodyDefects defects)
    {
        if (!policy.Pathways.ContainsKey(id))
            defects.Add(ProblemType.UnknownPathway, pointer, "the pathway is not known");
    }

    private static async Task AllAsync<T>(IReadOnlyList<T> items, string pointer, Func<T, string, Task> check)
    {
        for (int i = 0; i < items.Count; i++)
            await check(items[i], $"{pointer}/{i}");
    }
}
