using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Tests.Quota;

/// <summary>A clock that only tests move. Its timers are real, so that the silo's own housekeeping does not fire in thousands when time leaps.</summary>
internal sealed class QuotaClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private TimeSpan _setBack;

    /// <summary>Sets the wall clock back. The monotonic one goes on.</summary>
    public void SetBack(TimeSpan by)
    {
        _setBack += by;
        AdjustTime(GetUtcNow() - by);
    }

    public override long GetTimestamp() => base.GetTimestamp() + _setBack.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime, period);
}
