using Microsoft.Extensions.Logging;

namespace Orchestrator.Quota;

internal sealed partial class QuotaGrain
{
    [LoggerMessage(1, LogLevel.Warning, "Quota of tenant {Tenant} was not written; nothing that needs it was granted, and another activation takes over")]
    private static partial void LogWriteFailed(ILogger logger, TenantId tenant, Exception failure);
}
