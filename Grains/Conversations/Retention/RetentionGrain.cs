using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Orchestrator.Conversations;

/// <summary>
/// Asks, every so often, each conversation that is listed as old whether it is, and has it remove itself. The list may lag behind the
/// conversation, never the other way: one that was spoken in since says so, and is listed anew.
/// </summary>
[GrainType("retention"), Reentrant]
internal sealed partial class RetentionGrain(IConversationIndex index, IOptionsMonitor<RetentionOptions> options, TimeProvider clock, ILogger<RetentionGrain> logger)
    : Grain, IRetentionGrain, IRemindable
{
    private const string Reminder = "sweep";
    private const int AtOnce = 16;
    private const int Page = 100;

    private Task<RetentionSweep>? _sweep;

    public async Task Start()
    {
        var every = options.CurrentValue.SweepEvery;
        await this.RegisterOrUpdateReminder(Reminder, every, every);
    }

    public Task<RetentionSweep> Sweep()
    {
        if (_sweep is not { IsCompleted: false }) _sweep = SweepAll();
        return _sweep;
    }

    // The tick does not wait for the end: nobody would hear of it.
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Sweep().Ignore();
        return Task.CompletedTask;
    }

    private async Task<RetentionSweep> SweepAll()
    {
        DelayDeactivation(TimeSpan.FromHours(1));
        try
        {
            // Read once: a sweep in which a wrong edit takes hold removes nothing more by it.
            var now = options.CurrentValue;
            var sum = new RetentionSweep();
            await foreach (var tenant in index.Tenants())
            {
                foreach (var shelf in Enum.GetValues<ConversationShelf>())
                {
                    if (now.Of(tenant, shelf).Time is not { } keep) continue;
                    sum = Add(sum, await Sweep(shelf, tenant, clock.GetUtcNow() - keep));
                }
            }

            if (sum.Looked > 0) LogSwept(sum.Looked, sum.Removed, sum.Failed);
            return sum;
        }
        catch (Exception failure)
        {
            LogBroken(failure);
            throw;
        }
        finally
        {
            DelayDeactivation(TimeSpan.Zero);
        }
    }

    private async Task<RetentionSweep> Sweep(ConversationShelf shelf, TenantId tenant, DateTimeOffset saidBefore)
    {
        var sum = new RetentionSweep();
        while (true)
        {
            // Those that could not be asked are still where they were.
            var old = await index.Before(shelf, tenant, saidBefore, skip: sum.Failed, Page);
            if (old.IsEmpty) return sum;
            foreach (var few in old.Chunk(AtOnce))
            {
                var ends = await Task.WhenAll(few.Select(conversation => Ask(shelf, tenant, conversation, saidBefore)));
                foreach (var end in ends) sum = Add(sum, end);
            }
        }
    }

    private async Task<RetentionSweep> Ask(ConversationShelf shelf, TenantId tenant, ConversationId conversation, DateTimeOffset saidBefore)
    {
        try
        {
            var said = await GrainFactory.GetGrain<IConversationGrain>(ConversationKey.Of(tenant, conversation)).Expire(saidBefore);
            if (said is { } later) await index.Put(shelf, tenant, conversation, later, bytes: null);
            else await index.Remove(shelf, tenant, conversation);
            return new RetentionSweep(1, said is null ? 1 : 0, 0);
        }
        catch (Exception failure)
        {
            LogNotAsked(conversation, tenant, failure);
            return new RetentionSweep(1, 0, 1);
        }
    }

    private static RetentionSweep Add(RetentionSweep one, RetentionSweep other) => new(one.Looked + other.Looked, one.Removed + other.Removed, one.Failed + other.Failed);

    [LoggerMessage(LogLevel.Information, "Old conversations were looked for: {Looked} asked, {Removed} removed, {Failed} not reached")]
    private partial void LogSwept(int looked, int removed, int failed);

    [LoggerMessage(LogLevel.Warning, "Conversation {Conversation} of {Tenant} is listed as old and could not be asked")]
    private partial void LogNotAsked(ConversationId conversation, TenantId tenant, Exception failure);

    [LoggerMessage(LogLevel.Error, "Old conversations could not be looked for")]
    private partial void LogBroken(Exception failure);
}
