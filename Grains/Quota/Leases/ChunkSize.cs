namespace Orchestrator.Quota;

/// <summary>Decides how many units may lie idle with one holder.</summary>
/// <remarks>
/// What its requests take in 100 ms; at most 1/200 of the amount, so that little is burnt when the holder dies; at most 1/16 of what is
/// left, so that the last units are found where they are asked for; and nothing at all unless it serves four requests, because fewer save
/// no call: small limits are decided by the authority, request by request, and so to the unit.
/// </remarks>
internal static class ChunkSize
{
    private const long PartOfAmount = 200;
    private const long PartOfRoom = 16;
    private const long FewestRequests = 4;

    public static long Of(LimitCount count, LeaseAccount account)
    {
        if (count.Shapes) return 0;
        var room = count.Room + Math.Min(account.Idle, count.Held);
        var size = Math.Min(account.Demand, Math.Min(count.Terms.Amount / PartOfAmount, room / PartOfRoom));
        return size >= FewestRequests * Math.Max(1, account.Typical) ? size : 0;
    }
}
