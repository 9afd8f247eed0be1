using System.Diagnostics;

namespace Orchestrator.Telemetry;

/// <summary>The spans of a request's way: each is named after a room and its verb.</summary>
internal static class OrchestratorActivities
{
    public const string SourceName = "Orchestrator";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>
    /// Goes on with a trace that came with a message. Without anybody to collect spans it still carries the trace id, so that every log line
    /// and the call to the provider name the trace.
    /// </summary>
    public static Activity? Enter(string roomAndVerb, string? trace)
    {
        if (Activity.Current is not null) return Room(roomAndVerb);
        if (s_source.HasListeners()) return s_source.StartActivity(roomAndVerb, ActivityKind.Internal, trace);
        return trace is null ? null : new Activity(roomAndVerb).SetParentId(trace).Start();
    }

    public static Activity? Room(string roomAndVerb) => s_source.StartActivity(roomAndVerb);

    /// <summary>The whole logical call to a provider, retries included, by OpenTelemetry's GenAI conventions.</summary>
    public static Activity? Upstream(string upstream, string model, bool stream)
    {
        var span = s_source.StartActivity("upstreams.complete", ActivityKind.Client);
        if (span is not { IsAllDataRequested: true }) return span;
        span.DisplayName = $"chat {model}";
        span.SetTag(Tags.Operation, "chat");
        span.SetTag(Tags.Provider, upstream);
        span.SetTag(Tags.Model, model);
        span.SetTag(Tags.Stream, stream);
        return span;
    }
}
