namespace DataSharing.Embedded.Sqlite;

/// <summary>Space on the disk that is kept for vital units. Thread safe.</summary>
public interface ISpaceReserve
{
    /// <summary>Frees a step. False: there is none left.</summary>
    bool Release();

    /// <summary>It is not whole and there is no room to make it so: what is left is for vital units alone.</summary>
    bool IsShort { get; }
}
