namespace DataSharing.Domain.Policy;

/// <summary>The coded answers on which a generaliser rests, known before any value is read. Source: .</summary>
internal static class GeneraliserAnswers
{
    /// <summary>The field whose answer says whether an interpreter is needed.</summary>
    internal const string InterpreterRequired = "interpreter.required";

    /// <summary>
    /// The other field whose answer a generaliser tells: it passes only where that one may; null: it tells its own field's
    /// alone.
    /// </summary>
    internal static string? ToldBy(Generaliser generaliser) => generaliser is Generaliser.InterpretationNeeded ? InterpreterRequired : null;

    /// <summary>Whether a generaliser makes a statement for somebody, which needs a coded answer of the field itself.</summary>
    internal static bool States(Generaliser generaliser) =>
        generaliser is Generaliser.YesNo or Generaliser.HeldByAnother or Generaliser.FamilyMember or Generaliser.AdultOrChild;
}
