using Microsoft.Extensions.Logging;

namespace Orchestrator.Quota;

internal sealed partial class QuotaGrain
{
    [LoggerMessage(1, LogLevel.Warning, "Quota marks of tenant {Tenant} were not written; nothing that needs them was granted")]
    private static partial void LogWriteFailed(ILogger logger, TenantId tenant, Exception failure);
}
