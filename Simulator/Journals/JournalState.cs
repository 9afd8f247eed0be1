using System.Text.Json.Serialization;

namespace Orchestrator.Simulator;

/// <summary>How a request stands or how it ended.</summary>
public enum JournalState
{
    /// <summary>Not ended yet.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>The whole reply was sent.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>The client went away first.</summary>
    [JsonStringEnumMemberName("aborted")]
    Aborted,

    /// <summary>It was answered with an error.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>The simulator cut the connection, as asked.</summary>
    [JsonStringEnumMemberName("cut")]
    Cut,
}
