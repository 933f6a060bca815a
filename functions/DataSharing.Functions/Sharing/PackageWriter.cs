using System.Text.Encodings.Web;

namespace DataSharing.Functions.Sharing;

/// <summary>Of what the decision lets through the record holds nothing: there is nothing to send .</summary>
public sealed class EmptyPackageException() : Exception("the package would hold nothing");

/// <summary>What is to be sealed.</summary>
/// <param name="Content">UTF-8 JSON; personal data, to be cleared after sealing.</param>
/// <param name="Absent">Paths that passed and are not in it.</param>
public sealed record PackageText(byte[] Content, IReadOnlyList<string> Absent)
{
    /// <summary>A placeholder, never the content.</summary>
    public override string ToString() => FieldValue.Placeholder;
}

/// <summary>
/// The text that is sealed: what the package is and under which conditions it may be used, then the fields that the decision
/// let through. Conditions of single fields (handling codes) stand with the field.
/// </summary>
public sealed class PackageWriter(PolicySet policy)
{
    /// <summary>Told with every package .</summary>
    public const string OnwardSharing =
        "Use only for the purpose named here. Passing any of it on is a new sharing: ask the holder again with the handle.";

    /// <exception cref="EmptyPackageException">There is nothing to send.</exception>
    /// <param name="approved">What the person approved, where the decision rests on it: its letter goes along.</param>
    public PackageText Write(
        DecisionBasis basis, Decision decision, DeliveryHandle handle, DateTimeOffset expires, IReadOnlyList<FieldValue> values,
        ApprovedContent? approved)
    {
        Payload payload = Redactor.Apply(decision, values, basis.Facts.Case!, policy, handle.Value);
        if (!HoldsAnything(payload, basis.Request.Fields))
            throw new EmptyPackageException();
        byte[] fields = payload.ToJson();
        byte[] about = About(decision, expires, approved);
        // Both are objects: the first loses its closing brace, the second its opening one.
        byte[] whole = [.. about.AsSpan(0, about.Length - 1), (byte)',', .. fields.AsSpan(1)];
        CryptographicOperations.ZeroMemory(fields);
        CryptographicOperations.ZeroMemory(about);
        return new PackageText(whole, payload.Absent);
    }

    // An answer that was declined, and data about the delivery that nobody asked for, are nothing to send.
    private static bool HoldsAnything(Payload payload, IReadOnlyList<string> named) => payload.Entries.Any(entry =>
        PolicyField.IsAboutTheDelivery(entry.Path)
            ? named.Contains(entry.Path)
            : entry.State is not (ValueState.Unknown or ValueState.Declined));

    private static byte[] About(Decision decision, DateTimeOffset expires, ApprovedContent? approved)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("request", decision.RequestId);
            writer.WriteString("holder", decision.Sender);
            writer.WriteString("recipient", decision.Recipient);
            writer.WriteString("expiresAt", expires.ToUniversalTime());
            writer.WriteString("onwardSharing", OnwardSharing);
            writer.WriteBoolean("withoutConsent", decision.WithoutConsent);
            if (approved?.Letter is { } letter)
            {
                writer.WriteStartObject("letter");
                writer.WriteString("text", letter.Text);
                writer.WriteString("language", letter.Language);
                writer.WriteString("readBy", approved.ReadBy);
                writer.WriteString("readIn", approved.ReadIn);
                writer.WriteString("readAt", approved.ReadAt.ToUniversalTime());
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
