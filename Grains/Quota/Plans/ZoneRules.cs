using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>Which names of time zones are known on this machine.</summary>
internal static class ZoneRules
{
    public static void Check(string path, string zone, ValidateOptionsResultBuilder errors)
    {
        if (zone.Length == 0 || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            errors.AddError($"{path} is '{zone}', which this machine does not know: expected an IANA name such as UTC or Asia/Shanghai.");
    }
}
