using System.Collections.Immutable;

namespace Orchestrator.Quota;

internal sealed class QuotaGrain : Grain, IQuotaGrain
{
    public Task<LeaseAnswer> Exchange(LeaseStatement statement) => throw new NotSupportedException();

    public Task<ImmutableArray<QuotaLevel>> Levels() => throw new NotSupportedException();
}
