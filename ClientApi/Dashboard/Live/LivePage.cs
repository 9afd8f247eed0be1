using Microsoft.AspNetCore.Components;
using Orchestrator.Outcomes;

namespace Orchestrator.Dashboard;

/// <summary>
/// A page that looks again as long as somebody has it open. What it cannot learn just now it says, and goes on showing what it knew. Its first look
/// is a part of the page as it is first sent.
/// </summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private Task _looking = Task.CompletedTask;

    [Inject] public required TimeProvider Clock { get; set; }

    /// <summary>How often it looks. Default: every second.</summary>
    protected virtual TimeSpan Every => TimeSpan.FromSeconds(1);

    /// <summary>What keeps it from being up to date; null where nothing does.</summary>
    protected string? Trouble { get; private set; }

    /// <summary>Cancelled when the page is closed.</summary>
    protected CancellationToken Closed => _closed.Token;

    /// <summary>Learns what the page shows.</summary>
    protected abstract Task Look();

    protected sealed override Task OnParametersSetAsync() => LookOnce();

    protected sealed override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _looking = KeepLooking();
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _closed.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task KeepLooking()
    {
        using var timer = new PeriodicTimer(Every, Clock);
        while (await timer.WaitForNextTickAsync(Closed))
        {
            await LookOnce();
            StateHasChanged();
        }
    }

    private async Task LookOnce()
    {
        try
        {
            await Look();
            Trouble = null;
        }
        catch (Exception exception) when (BrokenCalls.IsOutage(exception))
        {
            Trouble = "The cluster does not answer just now. What is shown may be old.";
        }
    }
}
