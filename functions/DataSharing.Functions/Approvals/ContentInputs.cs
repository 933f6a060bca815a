namespace DataSharing.Functions.Approvals;

/// <summary>A letter that is to go with the package.</summary>
/// <param name="Text">The text, 1 to 20000 characters. It goes as it stands.</param>
/// <param name="Language">The language it is written in: a tag of BCP 47.</param>
public sealed record LetterInput([Prose(Letter.LongestText)] string Text, [Language] string Language)
{
    /// <summary>A placeholder, never the text.</summary>
    public override string ToString() => Domain.Redaction.FieldValue.Placeholder;
}

/// <summary>What is to be read to the person before it may go: the package as a sending of this moment would be, and a letter.</summary>
/// <param name="Recipient">The receiving registration.</param>
/// <param name="Pathway">Pathway id.</param>
/// <param name="Tier">FULL, PORTION or CASE; left out: the highest that consent, pathway and recipient allow.</param>
/// <param name="Level">A disclosure level of the pathway.</param>
/// <param name="Fields">Field paths or groups; left out: the pathway's set.</param>
/// <param name="Consent">The consent that the sending is to rest on.</param>
/// <param name="Letter">The letter that goes along; left out: none does.</param>
/// <param name="Matter">The matter, for a purpose of one matter each; what she approves goes in that one alone.</param>
public sealed record ContentInput(
    [Id] string Recipient,
    [Name] string Pathway,
    Tier? Tier = null,
    [Name] string? Level = null,
    [Name] IReadOnlyList<string>? Fields = null,
    [Id] string? Consent = null,
    LetterInput? Letter = null,
    [Reference] string? Matter = null);

/// <summary>That the person approved it, word for word.</summary>
/// <param name="Content">What was previewed.</param>
/// <param name="Digest">
/// The preview's digest. The system computes it again over what would go now: if that is something else, nothing is approved. The
/// digest by itself proves nothing.
/// </param>
/// <param name="ReadBy">Staff id of the holder's person who read it to her.</param>
/// <param name="ReadIn">The language it was read to her in: a tag of BCP 47.</param>
/// <param name="ReadAt">When.</param>
public sealed record ContentApprovalInput(
    ContentInput Content,
    [Name] string Digest,
    [Name] string ReadBy,
    [Language] string ReadIn,
    DateTimeOffset ReadAt);

/// <summary>What would go, in the form over which the digest is computed. Personal data.</summary>
/// <param name="Digest">Over recipient, pathway, purpose, matter, tier, fields with values, and letter.</param>
/// <param name="Paths">The fields in it.</param>
/// <param name="Content">That form.</param>
public sealed record ContentPreview(string Digest, IReadOnlyList<string> Paths, System.Text.Json.JsonElement Content)
{
    /// <summary>A placeholder, never the content.</summary>
    public override string ToString() => Domain.Redaction.FieldValue.Placeholder;
}

/// <summary>An approval without its content.</summary>
/// <param name="Id">To be named as <c>approvedContent</c> in a sending.</param>
/// <param name="WithdrawnAt">When it was taken back; left out: it stands.</param>
/// <param name="Matter">The matter it is for; left out: for none.</param>
/// <param name="Recipient">The receiving registration.</param>
/// <param name="Pathway">Pathway id.</param>
/// <param name="RecordedAt">When it was recorded.</param>
public sealed record ContentApprovalView(
    string Id, string Recipient, string Pathway, DateTimeOffset RecordedAt, DateTimeOffset? WithdrawnAt = null, string? Matter = null)
{
    internal static ContentApprovalView Of(ApprovalDocument document) =>
        new(document.Id, document.Recipient, document.Pathway, document.By.At, document.WithdrawnAt, document.Matter);
}

/// <summary>Approvals of a case, in the order of their ids.</summary>
public sealed record ContentApprovalList(IReadOnlyList<ContentApprovalView> Items);

/// <summary>An approval with what was approved, and how. Personal data.</summary>
/// <param name="Approval">What it is for.</param>
/// <param name="Digest">The digest that was approved.</param>
/// <param name="Content">What was read to her, as it goes.</param>
/// <param name="ReadBy">Staff id of the holder's person who read it to her.</param>
/// <param name="ReadIn">The language it was read to her in: a tag of BCP 47.</param>
/// <param name="ReadAt">When.</param>
public sealed record ApprovedContentView(
    ContentApprovalView Approval, string Digest, System.Text.Json.JsonElement Content, string ReadBy, string ReadIn, DateTimeOffset ReadAt)
{
    /// <summary>A placeholder, never the content.</summary>
    public override string ToString() => Domain.Redaction.FieldValue.Placeholder;
}
