namespace DataSharing.Domain.Sealing;

/// <summary>
/// The name under which a delivery without personal data speaks of a case: another one for each delivery, so that
/// two recipients, or one recipient twice, cannot join what they received. Only the holder's record links it back.
/// </summary>
/// <param name="Value">Sixteen characters of base 32 in groups of four: 80 bits.</param>
public readonly record struct DeliveryHandle(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
