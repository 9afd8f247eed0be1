namespace Orchestrator.Responses;

/// <summary>Takes the events of a response as they are made: the event's type and its JSON.</summary>
internal delegate void EventSink(string type, ReadOnlySpan<byte> json);
