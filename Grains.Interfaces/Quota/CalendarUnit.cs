namespace Orchestrator.Quota;

/// <summary>A window of the calendar.</summary>
[GenerateSerializer, Alias("orchestrator.calendar-unit")]
public enum CalendarUnit
{
    Minute,
    Hour,
    Day,
    Month,
}
