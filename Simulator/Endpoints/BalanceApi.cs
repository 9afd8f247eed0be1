namespace Orchestrator.Simulator;

/// <summary>Tells every account that it has money left.</summary>
internal static class BalanceApi
{
    public static void MapBalance(this WebApplication application)
    {
        application.MapGet("/user/balance", Receive);
        application.MapGet("/v1/user/balance", Receive);
    }

    private static Task Receive(HttpContext context) =>
        context.RequestServices.GetRequiredService<Reception>().ReceiveSmall(context, Tell);

    private static async Task Tell(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.BodyWriter.WriteAsync(
            """{"is_available":true,"balance_infos":[{"currency":"USD","total_balance":"110.00","granted_balance":"10.00","topped_up_balance":"100.00"}]}"""u8.ToArray(),
            context.RequestAborted);
    }
}
