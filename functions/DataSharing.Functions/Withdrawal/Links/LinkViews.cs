namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>A link to issue.</summary>
/// <param name="Delivery">How it reaches the person. <c>safeChannel</c> needs a channel recorded as safe .</param>
/// <param name="Word">The second factor, agreed with the caseworker; needed once a case. Kept as a slow salted hash only.</param>
/// <param name="OnlineView">What the page may show after the factor; left out: unchanged, at first nothing.</param>
/// <param name="Language">Language of the page after the factor.</param>
public sealed record LinkInput(
    LinkDelivery Delivery,
    [Name(1000)] string? Word = null,
    OnlineView? OnlineView = null,
    [Name] string? Language = null);

/// <summary>Answered once and never again: nobody can look these secrets up.</summary>
/// <param name="LinkId">Opaque id, for rotating or revoking.</param>
/// <param name="Link">The address with the secret in its fragment.</param>
/// <param name="SpokenCode">The code to say or write.</param>
/// <param name="Card">A printable page with code and QR code; it names no agency and no case.</param>
/// <param name="ExpiresAt">Until when a link that is sent shows anything; it stops until it is removed, a month later. Null: until
/// rotated or the case closes.</param>
public sealed record IssuedLink(string LinkId, string Link, string SpokenCode, string Card, DateTimeOffset? ExpiresAt)
{
    /// <summary>The same as linkId, under the name that ids have elsewhere.</summary>
    public string Id => LinkId;
}

/// <summary>A link without its secrets.</summary>
/// <param name="DetailsClosed">Ten wrong words came by it: it stops as ever, but shows nothing until its details are opened again.</param>
/// <param name="LinkId">Opaque id, for rotating or revoking.</param>
/// <param name="Delivery">How it reached the person.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="ExpiresAt">Until when a link that was sent shows anything; left out: until it is rotated or the case closes.</param>
/// <param name="EndedAt">When it was replaced or revoked; left out: it works.</param>
public sealed record LinkView(
    string LinkId, LinkDelivery Delivery, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? EndedAt, bool DetailsClosed)
{
    /// <summary>The same as linkId, under the name that ids have elsewhere.</summary>
    public string Id => LinkId;

    internal static LinkView Of(LinkDocument link) =>
        new(link.Id, link.Delivery, link.IssuedAt, link.ExpiresAt, link.EndedAt, link.AreDetailsClosed);
}

/// <summary>Links of one case, and what is agreed for the page behind them.</summary>
/// <param name="HasWord">A second factor is agreed.</param>
/// <param name="Language">Language of the page after the factor; left out: the browser's.</param>
public sealed record LinkList(IReadOnlyList<LinkView> Links, bool HasWord, OnlineView OnlineView, string? Language)
{
    /// <summary>The same as links, under the name that lists have elsewhere.</summary>
    public IReadOnlyList<LinkView> Items => Links;
}
