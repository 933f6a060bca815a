using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Entries;

/// <summary>What entries say of a decision, a person and a request.</summary>
public static class Logged
{
    /// <summary>The versions that a decision rested on; its consent and agreement as <c>id#version</c>.</summary>
    internal static LogVersions VersionsOf(Decision decision) => new(
        decision.ConsentId is { } consent ? $"{consent}#{decision.ConsentVersion}" : null,
        decision.AgreementId is { } agreement ? $"{agreement}#{decision.AgreementVersion}" : null,
        decision.PolicyVersion,
        decision.ProfileVersion);

    /// <summary>The groups of what leaves: of a release, those of which something was in the package.</summary>
    public static IReadOnlyList<string> GroupsOf(Decision decision) =>
        [.. decision.Fields.Where(decision.Sends).Select(field => field.Group).Distinct()];

    /// <summary>The reason kinds, the one that decided first; each once.</summary>
    internal static IReadOnlyList<string> ReasonsOf(Decision decision) =>
        [.. new[] { decision.Because }.Concat(decision.Reasons.Select(reason => reason.Kind)).OfType<string>()
            .Distinct(StringComparer.Ordinal)];

    /// <summary>The purpose; null for a pathway that nobody knows.</summary>
    internal static string? PurposeOf(Decision decision) => decision.Purpose.Length == 0 ? null : decision.Purpose;

    internal static LogActor By(string role, Approval by) => new(role, by.RegistrationId, by.PersonId);

    /// <summary>An entry about a request in the stream of its case; its id follows from request and step.</summary>
    internal static LogEntry OfCase(SharingRequest request, CaseId caseId, string step, string action, DateTimeOffset at, LogActor by) =>
        OfRequest(request, LogStream.OfCase(caseId), step, action, at, by) with { Case = caseId };

    /// <summary>The same, of what a person did.</summary>
    internal static LogEntry OfCase(SharingRequest request, CaseId caseId, string step, string action, string role, Approval by) =>
        OfCase(request, caseId, step, action, by.At, By(role, by));

    /// <summary>An entry about a request in the stream of an agency.</summary>
    internal static LogEntry OfAgency(
        SharingRequest request, RegistrationId registration, string step, string action, DateTimeOffset at, LogActor by) =>
        OfRequest(request, LogStream.OfAgency(registration), step, action, at, by);

    private static LogEntry OfRequest(
        SharingRequest request, string stream, string step, string action, DateTimeOffset at, LogActor by) => new()
        {
            Id = $"{request.Id}-{step}",
            Stream = stream,
            At = at,
            Action = action,
            Actor = by,
            Holder = request.Sender,
            Recipient = request.Recipient,
            Request = request.Id,
            Pathway = request.Pathway,
        };
}
