namespace DataSharing.Domain.Requests;

/// <summary>Which side of a request an agency is on.</summary>
public enum Side
{
    /// <summary>The agency whose case it is: it offers, or is asked.</summary>
    Holder,

    /// <summary>The agency that it is for: it is offered something, or asks.</summary>
    Recipient,
}
