using System.Collections.Frozen;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Consents;

/// <summary>A group of fields that a scope lets pass, with what each field means.</summary>
public sealed record ReceiptGroup(string Id, string Title, IReadOnlyList<PolicyField> Fields);

/// <summary>One scope in words.</summary>
public sealed record ReceiptScope(
    ConsentScope Scope, string Title, IReadOnlyList<Registration> Recipients, IReadOnlyList<ReceiptGroup> Groups, ScopeStanding Standing);

/// <summary>What a receipt says, whatever its form. It holds no name and no value of the person's.</summary>
public sealed record ReceiptContent(
    Consent Consent, Purpose Purpose, Registration Holder, IReadOnlyList<ReceiptScope> Scopes, DateTimeOffset MadeAt);

/// <summary>Looks up the names and words of a receipt.</summary>
public sealed class Receipts(PolicySet policy, RegistryReader registry)
{
    public async Task<ReceiptContent?> MakeAsync(
        Consent consent, ConsentStanding standing, DateTimeOffset now, CancellationToken cancellation)
    {
        if ((await registry.FindRegistrationAsync(consent.Controller, cancellation))?.Value is not { } holder)
            return null;
        var scopes = new List<ReceiptScope>();
        foreach (ConsentScope scope in consent.Scopes)
        {
            var recipients = new List<Registration>();
            foreach (RecipientChoice choice in scope.Recipients.Where(choice => !choice.Declined))
            {
                if ((await registry.FindRegistrationAsync(choice.RegistrationId, cancellation))?.Value is { } recipient)
                    recipients.Add(recipient);
            }

            // A pathway that later left the policy lets nothing pass, and what she agreed to is still shown.
            Pathway? pathway = policy.Pathways.GetValueOrDefault(scope.Pathway);
            scopes.Add(new ReceiptScope(
                scope, pathway?.Title ?? scope.Pathway, recipients, pathway is null ? [] : GroupsOf(scope, pathway),
                standing.Scopes.First(one => one.Scope == scope.Id)));
        }

        Purpose purpose = policy.Purposes.GetValueOrDefault(consent.Purpose)
            ?? new Purpose(consent.Purpose, consent.Purpose, Direct: false, OneMatterEach: false, "");
        return new ReceiptContent(consent, purpose, holder, scopes, now);
    }

    // The most that may pass: what recipient, agreement or codes hold back beyond that is decided at each sharing.
    private IReadOnlyList<ReceiptGroup> GroupsOf(ConsentScope scope, Pathway pathway)
    {
        FrozenDictionary<string, FieldGrant> grants = pathway.FieldsAt(scope.Tier > pathway.Ceiling ? pathway.Ceiling : scope.Tier);
        HashSet<string> without = [.. pathway.Levels.FirstOrDefault(level => level.Id == scope.DisclosureLevel)?.Without ?? []];
        return
        [
            .. grants.Values
                .Where(
                    grant => (scope.Included.Count == 0 ? !grant.OnRequest : Names(scope.Included, grant.Field))
                        && !Names(scope.Excluded, grant.Field) && !without.Contains(grant.Field.Path))
                .GroupBy(grant => grant.Field.Group, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new ReceiptGroup(
                    group.Key, policy.Groups[group.Key].Title,
                    [.. group.Select(grant => grant.Field).OrderBy(field => field.Path, StringComparer.Ordinal)])),
        ];
    }

    private static bool Names(IReadOnlyList<string> names, PolicyField field) =>
        names.Any(name => name == field.Path || name == field.Group);
}
