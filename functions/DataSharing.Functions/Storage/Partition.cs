namespace DataSharing.Functions.Storage;

/// <summary>The kinds of partition. The number is stored: never reuse or reorder one.</summary>
public enum Container
{
    /// <summary>One partition a case: head, facts, consents, releases, records, withdrawals and its access log.</summary>
    Cases = 1,

    /// <summary>One partition a sharing request: its state document.</summary>
    Requests = 2,

    /// <summary>One partition an agency: the head and entries of its log stream.</summary>
    Agencies = 3,

    /// <summary>Registrations, persons, agreements and gates.</summary>
    Registry = 4,

    /// <summary>Withdrawal links and codes by keyed hash.</summary>
    Links = 5,

    /// <summary>Idempotency keys, one partition an agency.</summary>
    Idempotency = 6,

    /// <summary>Console sessions.</summary>
    Sessions = 7,

    /// <summary>Projections; rebuilt from the logs when lost.</summary>
    Index = 8,

    /// <summary>Counters of the throttles.</summary>
    Throttle = 9,

    /// <summary>Positions of projections and of the stop journal, and the like.</summary>
    System = 10,
}

/// <summary>Documents that are read and committed together. <paramref name="Key"/> is an opaque id, never a name.</summary>
public readonly record struct Partition(Container Container, string Key)
{
    public static Partition Case(CaseId caseId) => new(Container.Cases, caseId);

    public static Partition Request(RequestId requestId) => new(Container.Requests, requestId);

    public static Partition Agency(RegistrationId agency) => new(Container.Agencies, agency);

    public static Partition Registry(string key) => new(Container.Registry, key);

    public static Partition Link(string hmac) => new(Container.Links, hmac);

    public static Partition Idempotency(string agency) => new(Container.Idempotency, agency);

    public static Partition Index(string key) => new(Container.Index, key);

    public static Partition System(string key) => new(Container.System, key);

    public override string ToString() => $"{Container}/{Key}";
}
